package dev.faultline.check.txn;

import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Transactions in flat arrays, keys and values as dense numbers.
 *
 * <p>A version is a (key, value) pair. Each is written at most once, so a read identifies its
 * writer. Built by {@link Builder}; immutable afterwards.
 */
public final class TxnHistory {

  /** Status of a transaction. */
  enum Status {
    COMMITTED,
    ABORTED,
    INDETERMINATE
  }

  private static final Status[] STATUSES = Status.values();

  static final byte APPEND = 0;
  static final byte WRITE = 1;
  static final byte READ_LIST = 2;
  static final byte READ = 3;

  /** The index of a transaction that has none. */
  public static final long NO_INDEX = -1;

  /** The version of a register before its first write. */
  static final int INITIAL = -1;

  final int size;
  final Status[] status;
  final int[] client;
  final long[] called;
  final long[] returned;

  /** Line in the file, or index, for people. */
  final int[] line;

  /** Its {@code :index} in the file; transactions beyond the end of this array have none. */
  private final long[] index;

  /** Operations of transaction t are at {@code [first[t], first[t + 1])}. */
  final int[] first;

  final byte[] kind;
  final int[] key;

  /** Version written or read; for a list read the start of its elements in {@link #elements}. */
  final int[] version;

  final int[] length;
  final int[] elements;

  final int keys;
  final int versions;

  /** Transaction that wrote a version, -1 if none did. */
  final int[] writer;

  /** Operation that wrote it. */
  final int[] writerOp;

  final int[] keyOfVersion;
  private final VersionNames names;

  private TxnHistory(Builder b) {
    size = b.status.length();
    status = new Status[size];
    for (int t = 0; t < size; t++) {
      status[t] = STATUSES[b.status.get(t)];
    }
    keys = b.names.keys();
    versions = b.names.versions();
    names = b.names.finished();
    client = b.client.take();
    called = b.called.take();
    returned = b.returned.take();
    line = b.line.take();
    index = b.index.take();
    var order = new OperationOrder(b.from.take(), b.count.take());
    first = order.first();
    kind = order.sorted(b.kind.take());
    key = order.sorted(b.key.take());
    version = order.sorted(b.version.take());
    length = order.sorted(b.lengths.take());
    elements = b.elements.take();
    keyOfVersion = names.keyOfVersion();
    writer = new int[versions];
    writerOp = new int[versions];
    Arrays.fill(writer, -1);
    Arrays.fill(writerOp, -1);
    for (int t = 0; t < size; t++) {
      for (int o = first[t]; o < first[t + 1]; o++) {
        if (kind[o] <= WRITE) {
          writer[version[o]] = t;
          writerOp[version[o]] = o;
        }
      }
    }
  }

  /**
   * A weaker history of the same transactions under the same numbers.
   *
   * @param demoted transactions to make indeterminate; their reads are left out
   * @param deleted reads to leave out, by operation
   */
  TxnHistory weakened(boolean[] demoted, boolean[] deleted) {
    var builder = new Builder();
    for (int t = 0; t < size; t++) {
      boolean unknown = demoted[t] || status[t] == Status.INDETERMINATE;
      boolean committed = status[t] == Status.COMMITTED;
      builder.transaction(client[t], committed, unknown, called[t], returned[t], line[t]);
      if (indexOf(t) != NO_INDEX) {
        builder.index(t, indexOf(t));
      }
      for (int o = first[t]; o < first[t + 1]; o++) {
        if (kind[o] <= WRITE || !unknown && !deleted[o]) {
          copyTo(builder, o);
        }
      }
    }
    return builder.build();
  }

  private void copyTo(Builder builder, int o) {
    Object name = names.key(key[o]);
    switch (kind[o]) {
      case APPEND -> builder.append(name, names.value(version[o]));
      case WRITE -> builder.write(name, names.value(version[o]));
      case READ -> {
        if (version[o] == INITIAL) {
          builder.readInitial(name);
        } else {
          builder.read(name, names.value(version[o]));
        }
      }
      default -> {
        var list = new ArrayList<Object>(length[o]);
        for (int i = 0; i < length[o]; i++) {
          list.add(names.value(elements[version[o] + i]));
        }
        builder.readList(name, list);
      }
    }
  }

  /** How many transactions there are. */
  public int transactions() {
    return size;
  }

  String keyName(int k) {
    return String.valueOf(names.key(k));
  }

  String valueName(int v) {
    return v == INITIAL ? "nil" : cut(String.valueOf(names.value(v)));
  }

  /**
   * A transaction's place, for reports.
   *
   * @param line the line of the file in which it was called
   * @param index the {@code :index} of its call, {@link #NO_INDEX} if it has none
   */
  public record Transaction(
      int client, int line, long index, long called, long returned, String text) {}

  /** The transaction with this number. */
  public Transaction transaction(int t) {
    return new Transaction(client[t], line[t], indexOf(t), called[t], returned[t], operationsOf(t));
  }

  /** A transaction in words: {@code T12 (client 3, line 40, index 7): append x 1; read y [2]}. */
  String describe(int t) {
    String place = "line " + line[t] + (indexOf(t) == NO_INDEX ? "" : ", index " + indexOf(t));
    return "T" + t + " (client " + client[t] + ", " + place + "): " + operationsOf(t);
  }

  private long indexOf(int t) {
    return t < index.length ? index[t] : NO_INDEX;
  }

  /** The transaction that an operation belongs to. */
  int transactionOf(int operation) {
    int at = Arrays.binarySearch(first, operation);
    while (at >= 0 && first[at + 1] == operation) {
      at++; // Transactions without operations.
    }
    return at >= 0 ? at : -2 - at;
  }

  private static String cut(String text) {
    return text.length() <= 60
        ? text
        : text.substring(0, 30) + "…" + text.substring(text.length() - 30);
  }

  private String operationsOf(int t) {
    var text = new StringBuilder();
    for (int o = first[t]; o < first[t + 1] && o < first[t] + 12; o++) {
      text.append(o == first[t] ? "" : "; ").append(describeOp(o));
    }
    return text.append(first[t + 1] - first[t] > 12 ? "; …" : "").toString();
  }

  private String describeOp(int o) {
    String name = keyName(key[o]);
    return switch (kind[o]) {
      case APPEND -> "append " + name + " " + valueName(version[o]);
      case WRITE -> "write " + name + " " + valueName(version[o]);
      case READ -> "read " + name + " " + valueName(version[o]);
      default -> {
        var list = new StringBuilder("read " + name + " [");
        int from = Math.max(0, length[o] - 6);
        list.append(from > 0 ? "… " : "");
        for (int i = from; i < length[o]; i++) {
          list.append(i == from ? "" : " ").append(valueName(elements[version[o] + i]));
        }
        yield list.append("]").toString();
      }
    };
  }

  /**
   * Add transactions in the order of their calls, and the operations of each together. Nothing can
   * be added after {@link #build}.
   */
  public static final class Builder {
    private final Bytes status = new Bytes();
    private final Ints client = new Ints();
    private final Longs called = new Longs();
    private final Longs returned = new Longs();
    private final Ints line = new Ints();
    private final Longs index = new Longs();
    private final Ints from = new Ints();
    private final Ints count = new Ints();
    private final Bytes kind = new Bytes();
    private final Ints key = new Ints();
    private final Ints version = new Ints();
    private final Ints lengths = new Ints();
    private final Ints elements = new Ints();
    private final VersionNames names = new VersionNames();
    private final Ints written = new Ints();
    private final Ints initialUnlessWritten = new Ints();
    private int current = -1;

    /**
     * Starts a transaction that has ended; its operations follow.
     *
     * @param committed true if it committed, false if it aborted or its outcome is unknown
     * @param indeterminate true if its outcome is unknown
     */
    public void transaction(
        int ofClient,
        boolean committed,
        boolean indeterminate,
        long calledAt,
        long returnedAt,
        int atLine) {
      end(call(ofClient, calledAt, atLine), committed, indeterminate, returnedAt);
    }

    /** Starts a transaction that may end after later ones; returns its number. */
    public int call(int ofClient, long calledAt, int atLine) {
      status.add((byte) Status.INDETERMINATE.ordinal());
      client.add(ofClient);
      called.add(calledAt);
      returned.add(Operation.NEVER);
      line.add(atLine);
      from.add(kind.length());
      count.add(0);
      return status.length() - 1;
    }

    /** Sets the {@code :index} of a transaction's call in its file. */
    public void index(int transaction, long atIndex) {
      while (index.length() <= transaction) {
        index.add(NO_INDEX);
      }
      index.set(transaction, atIndex);
    }

    /** Ends a transaction; its operations follow. */
    public void end(int transaction, boolean committed, boolean indeterminate, long returnedAt) {
      current = transaction;
      var ending =
          indeterminate ? Status.INDETERMINATE : committed ? Status.COMMITTED : Status.ABORTED;
      status.set(transaction, (byte) ending.ordinal());
      returned.set(transaction, indeterminate ? Operation.NEVER : returnedAt);
      from.set(transaction, kind.length());
    }

    /** How many transactions were started. */
    public int transactions() {
      return status.length();
    }

    /** The approximate memory of the history, in bytes. */
    public long bytes() {
      return 34L * status.length()
          + 8L * index.length()
          + 13L * kind.length()
          + 4L * elements.length()
          + names.bytes();
    }

    /**
     * Adds an append to the transaction.
     *
     * @return the line that wrote the same value to the key before, or -1
     */
    public int append(Object toKey, Object value) {
      return write(APPEND, toKey, value);
    }

    /** Adds a write of a register; returns the same as {@link #append}. */
    public int write(Object toKey, Object value) {
      return write(WRITE, toKey, value);
    }

    private int write(byte how, Object toKey, Object value) {
      int k = names.keyId(toKey);
      int v = names.versionId(k, value);
      op(how, k, v, 0);
      while (written.length() <= v) {
        written.add(-1);
      }
      int before = written.get(v);
      written.set(v, line.get(current));
      return before;
    }

    /** Adds a read of a whole list. */
    public void readList(Object ofKey, List<?> values) {
      int k = names.keyId(ofKey);
      int start = elements.length();
      for (Object value : values) {
        elements.add(names.versionId(k, value));
      }
      op(READ_LIST, k, start, values.size());
    }

    /** Adds a read of a value that was written to a register. */
    public void read(Object ofKey, Object value) {
      int k = names.keyId(ofKey);
      op(READ, k, names.versionId(k, value), 0);
    }

    /** Adds a read of a register before its first write. */
    public void readInitial(Object ofKey) {
      op(READ, names.keyId(ofKey), INITIAL, 0);
    }

    /** Adds a read of the initial state, or of this value if any transaction writes it. */
    public void readInitialUnlessWritten(Object ofKey, Object value) {
      initialUnlessWritten.add(kind.length());
      read(ofKey, value);
    }

    /** Builds the history of all transactions so far. */
    public TxnHistory build() {
      for (int i = 0; i < initialUnlessWritten.length(); i++) {
        int o = initialUnlessWritten.get(i);
        int v = version.get(o);
        if (v >= written.length() || written.get(v) < 0) {
          version.set(o, INITIAL);
        }
      }
      return new TxnHistory(this);
    }

    private void op(byte how, int k, int v, int elementsRead) {
      count.set(current, count.get(current) + 1);
      kind.add(how);
      key.add(k);
      version.add(v);
      lengths.add(elementsRead);
    }
  }
}
