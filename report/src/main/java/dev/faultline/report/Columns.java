package dev.faultline.report;

import java.util.Arrays;

/**
 * Events as columns of numbers, one row each; a hundred thousand of them take four megabytes.
 * {@link #NONE} marks a column that an event does not use.
 */
final class Columns {
  static final int NONE = -1;

  private int size;
  private byte[] kinds = new byte[64];
  private long[] nanos = new long[64];
  private int[] lanes = new int[64];
  private int[] peers = new int[64];
  private long[] numbers = new long[64];
  private int[] texts = new int[64];
  private int[] types = new int[64];
  private int[] related = new int[64];
  private int[] codes = new int[64];

  /**
   * One event.
   *
   * @param lane where it happened
   * @param peer the other end of a message
   * @param number of the message on its link, of the incarnation, the operation or the fault; or a
   *     signal's value
   * @param text what there is to read, as a number of a string
   * @param type of the message or tag, as a number of a string
   * @param related the event that this one ends or follows, such as the sending of what is
   *     delivered
   * @param code a reason, an ending or a count, depending on the kind
   */
  record Row(
      Kind kind,
      long nanos,
      int lane,
      int peer,
      long number,
      int text,
      int type,
      int related,
      int code) {
    static Row at(Kind kind, long nanos, int lane) {
      return new Row(kind, nanos, lane, NONE, 0, NONE, NONE, NONE, 0);
    }

    Row peer(int peer) {
      return new Row(kind, nanos, lane, peer, number, text, type, related, code);
    }

    Row number(long number) {
      return new Row(kind, nanos, lane, peer, number, text, type, related, code);
    }

    Row text(int text) {
      return new Row(kind, nanos, lane, peer, number, text, type, related, code);
    }

    Row type(int type) {
      return new Row(kind, nanos, lane, peer, number, text, type, related, code);
    }

    Row related(int related) {
      return new Row(kind, nanos, lane, peer, number, text, type, related, code);
    }

    Row code(int code) {
      return new Row(kind, nanos, lane, peer, number, text, type, related, code);
    }
  }

  int size() {
    return size;
  }

  void add(Row row) {
    if (size == kinds.length) {
      grow(size * 2);
    }
    kinds[size] = (byte) row.kind.ordinal();
    nanos[size] = row.nanos;
    lanes[size] = row.lane;
    peers[size] = row.peer;
    numbers[size] = row.number;
    texts[size] = row.text;
    types[size] = row.type;
    related[size] = row.related;
    codes[size] = row.code;
    size++;
  }

  Row row(int i) {
    return new Row(
        Kind.of(kinds[i]),
        nanos[i],
        lanes[i],
        peers[i],
        numbers[i],
        texts[i],
        types[i],
        related[i],
        codes[i]);
  }

  Kind kind(int i) {
    return Kind.of(kinds[i]);
  }

  long nanos(int i) {
    return nanos[i];
  }

  int lane(int i) {
    return lanes[i];
  }

  private void grow(int capacity) {
    kinds = Arrays.copyOf(kinds, capacity);
    nanos = Arrays.copyOf(nanos, capacity);
    lanes = Arrays.copyOf(lanes, capacity);
    peers = Arrays.copyOf(peers, capacity);
    numbers = Arrays.copyOf(numbers, capacity);
    texts = Arrays.copyOf(texts, capacity);
    types = Arrays.copyOf(types, capacity);
    related = Arrays.copyOf(related, capacity);
    codes = Arrays.copyOf(codes, capacity);
  }
}
