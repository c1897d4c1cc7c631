package dev.faultline.check.txn;

import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Transactions in flat arrays, keys and values as dense numbers.
 *
 * <p>A version is a (key, value) pair; each is written at most once, so that a read tells its
 * writer. Built by {@link Builder}; immutable after.
 */
public final class TxnHistory {

  /** Status of a transaction. */
  enum Status {
    COMMITTED,
    ABORTED,
    INDETERMINATE
  }

  static final byte APPEND = 0;
  static final byte WRITE = 1;
  static final byte READ_LIST = 2;
  static final byte READ = 3;

  /** Version of a register that nobody wrote yet. */
  static final int INITIAL = -1;

  final int size;
  final Status[] status;
  final int[] client;
  final long[] called;
  final long[] returned;

  /** Line in the file, or index, for people. */
  final int[] line;

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
  private final List<Object> keyNames;
  private final List<Object> valueNames;

  private TxnHistory(Builder b) {
    size = b.status.size();
    status = b.status.toArray(Status[]::new);
    client = b.client.toArray();
    called = b.called.stream().mapToLong(Long::longValue).toArray();
    returned = b.returned.stream().mapToLong(Long::longValue).toArray();
    line = b.line.toArray();
    first = b.first.toArray(b.kind.length());
    kind = new byte[b.kind.length()];
    for (int i = 0; i < kind.length; i++) {
      kind[i] = (byte) b.kind.get(i);
    }
    key = b.key.toArray();
    version = b.version.toArray();
    length = b.lengths.toArray();
    elements = b.elements.toArray();
    keys = b.keyNames.size();
    versions = b.valueNames.size();
    keyOfVersion = b.keyOfVersion.toArray();
    keyNames = b.keyNames;
    valueNames = b.valueNames;
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
   * @param demoted transactions of which nobody knows whether they committed; they read nothing
   * @param deleted reads to leave out, by operation
   */
  TxnHistory weakened(boolean[] demoted, boolean[] deleted) {
    var builder = new Builder();
    for (int t = 0; t < size; t++) {
      boolean unknown = demoted[t] || status[t] == Status.INDETERMINATE;
      boolean committed = status[t] == Status.COMMITTED;
      builder.transaction(client[t], committed, unknown, called[t], returned[t], line[t]);
      for (int o = first[t]; o < first[t + 1]; o++) {
        if (kind[o] <= WRITE || !unknown && !deleted[o]) {
          copyTo(builder, o);
        }
      }
    }
    return builder.build();
  }

  private void copyTo(Builder builder, int o) {
    Object name = keyNames.get(key[o]);
    switch (kind[o]) {
      case APPEND -> builder.append(name, valueNames.get(version[o]));
      case WRITE -> builder.write(name, valueNames.get(version[o]));
      case READ -> {
        if (version[o] == INITIAL) {
          builder.readInitial(name);
        } else {
          builder.read(name, valueNames.get(version[o]));
        }
      }
      default -> {
        var list = new ArrayList<Object>(length[o]);
        for (int i = 0; i < length[o]; i++) {
          list.add(valueNames.get(elements[version[o] + i]));
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
    return String.valueOf(keyNames.get(k));
  }

  String valueName(int v) {
    return v == INITIAL ? "nil" : cut(String.valueOf(valueNames.get(v)));
  }

  /**
   * A transaction for people.
   *
   * @param line the line of the file in which it was called
   */
  public record Transaction(int client, int line, long called, long returned, String text) {}

  /** The transaction of a number. */
  public Transaction transaction(int t) {
    return new Transaction(client[t], line[t], called[t], returned[t], operationsOf(t));
  }

  /** A transaction in words: {@code T12 (client 3, line 40): append x 1; read y [2 3]}. */
  String describe(int t) {
    return "T" + t + " (client " + client[t] + ", line " + line[t] + "): " + operationsOf(t);
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

  /** Takes transactions in the order of their calls. */
  public static final class Builder {
    private final List<Status> status = new ArrayList<>();
    private final Ints client = new Ints();
    private final List<Long> called = new ArrayList<>();
    private final List<Long> returned = new ArrayList<>();
    private final Ints line = new Ints();
    private final Ints first = new Ints();
    private final Ints kind = new Ints();
    private final Ints key = new Ints();
    private final Ints version = new Ints();
    private final Ints lengths = new Ints();
    private final Ints elements = new Ints();
    private final Ints keyOfVersion = new Ints();
    private final List<Object> keyNames = new ArrayList<>();
    private final List<Object> valueNames = new ArrayList<>();
    private final Map<Object, Integer> keyIds = new HashMap<>();
    private final List<Map<Object, Integer>> versionIds = new ArrayList<>();
    private final Ints written = new Ints();

    /**
     * Starts a transaction.
     *
     * @param committed true if it committed, false if it aborted or nobody knows
     * @param indeterminate nobody knows
     */
    public void transaction(
        int ofClient,
        boolean committed,
        boolean indeterminate,
        long calledAt,
        long returnedAt,
        int atLine) {
      status.add(
          indeterminate ? Status.INDETERMINATE : committed ? Status.COMMITTED : Status.ABORTED);
      client.add(ofClient);
      called.add(calledAt);
      returned.add(indeterminate ? Operation.NEVER : returnedAt);
      line.add(atLine);
      first.add(kind.length());
    }

    /**
     * Adds an append to the transaction.
     *
     * @return the line that wrote the same value to the key before, or -1
     */
    public int append(Object toKey, Object value) {
      return write(APPEND, toKey, value);
    }

    /** Adds a write of a register; answers as {@link #append}. */
    public int write(Object toKey, Object value) {
      return write(WRITE, toKey, value);
    }

    private int write(byte how, Object toKey, Object value) {
      int k = keyId(toKey);
      int v = versionId(k, value);
      op(how, k, v, 0);
      while (written.length() <= v) {
        written.add(-1);
      }
      int before = written.get(v);
      written.set(v, line.get(line.length() - 1));
      return before;
    }

    /** Adds a read of a whole list. */
    public void readList(Object ofKey, List<?> values) {
      int k = keyId(ofKey);
      int start = elements.length();
      for (Object value : values) {
        elements.add(versionId(k, value));
      }
      op(READ_LIST, k, start, values.size());
    }

    /** Adds a read of a register that somebody wrote. */
    public void read(Object ofKey, Object value) {
      int k = keyId(ofKey);
      op(READ, k, versionId(k, value), 0);
    }

    /** Adds a read of a register that nobody had written. */
    public void readInitial(Object ofKey) {
      op(READ, keyId(ofKey), INITIAL, 0);
    }

    /** Everything so far. */
    public TxnHistory build() {
      return new TxnHistory(this);
    }

    private void op(byte how, int k, int v, int count) {
      kind.add(how);
      key.add(k);
      version.add(v);
      lengths.add(count);
    }

    private int keyId(Object name) {
      return keyIds.computeIfAbsent(
          name,
          n -> {
            keyNames.add(n);
            versionIds.add(new HashMap<>());
            return keyNames.size() - 1;
          });
    }

    private int versionId(int k, Object value) {
      return versionIds
          .get(k)
          .computeIfAbsent(
              value,
              v -> {
                valueNames.add(v);
                keyOfVersion.add(k);
                return valueNames.size() - 1;
              });
    }
  }
}
