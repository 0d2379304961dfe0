//! Judgement by table.
