//! Text becomes a document.
