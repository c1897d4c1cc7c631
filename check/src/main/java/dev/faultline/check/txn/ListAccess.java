package dev.faultline.check.txn;

import java.util.List;

/** An operation of a transaction on the list of a key. */
public sealed interface ListAccess {

  /** The list's key. */
  Object key();

  /** Appends a value; no other operation may append the same value to the same key. */
  record Append(Object key, Object value) implements ListAccess {}

  /** Reads the whole list; the values are unknown until the transaction has ended. */
  record Read(Object key, List<?> values) implements ListAccess {
    /** Copies the list. */
    public Read {
      values = List.copyOf(values);
    }
  }
}
