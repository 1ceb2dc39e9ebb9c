//! Every way an input can be wrong, and what is known of those that are right.
