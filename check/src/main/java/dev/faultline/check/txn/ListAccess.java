package dev.faultline.check.txn;

import java.util.List;

/** What a transaction does to a list under a key. */
public sealed interface ListAccess {

  /** The list's key. */
  Object key();

  /** Puts a value, which nobody else appends to the same key, at the end. */
  record Append(Object key, Object value) implements ListAccess {}

  /** Reads the whole list; of a transaction that is only called the values are not known. */
  record Read(Object key, List<?> values) implements ListAccess {
    /** Copies the list. */
    public Read {
      values = List.copyOf(values);
    }
  }
}
