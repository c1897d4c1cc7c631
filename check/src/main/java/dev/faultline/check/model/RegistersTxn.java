package dev.faultline.check.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A transaction over registers under keys, which takes effect all at once; returns the values that
 * it read, in the order of its reads.
 */
public record RegistersTxn(List<Access> accesses) {

  /** Copies the list. */
  public RegistersTxn {
    accesses = List.copyOf(accesses);
  }

  /** A step of a transaction. */
  public sealed interface Access {
    /** Reads the value under a key, {@link Nil#NIL} if it was never written. */
    record Read(Object key) implements Access {}

    /** Writes a value under a key. */
    record Write(Object key, Object value) implements Access {}
  }

  @Override
  public String toString() {
    return accesses.stream()
        .map(access ->
            switch (access) {
              case Access.Read(var key) -> "read " + key;
              case Access.Write(var key, var value) -> "write " + key + " " + value;
            })
        .collect(Collectors.joining("; "));
  }
}
