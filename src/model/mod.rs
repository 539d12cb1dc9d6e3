//! The table of signatures; checks; resolved, typed scenarios.
