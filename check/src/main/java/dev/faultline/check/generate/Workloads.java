package dev.faultline.check.generate;

import dev.faultline.check.Spec;
import dev.faultline.check.model.BankOp;
import dev.faultline.check.model.CounterOp;
import dev.faultline.check.model.KeyValueOp;
import dev.faultline.check.model.KeyValues;
import dev.faultline.check.model.KeyedOp;
import dev.faultline.check.model.ListOp;
import dev.faultline.check.model.LockOp;
import dev.faultline.check.model.Models;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.QueueOp;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.check.model.SetOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A workload with few values for each model: with few values, many operations share a value. */
public final class Workloads {

  private static final Object NONE = Nil.NIL;
  private static final List<Object> WORDS = words(7);
  private static final List<Object> LISTS =
      WORDS.stream().<Object>map(word -> letters(word.toString())).toList();

  private Workloads() {}

  /** One of each model. */
  public static List<Workload<?, ?, ?>> all() {
    return List.of(
        register(2),
        casRegister(2),
        keyValue(2),
        multiRegister(),
        keyValueOfTypes(),
        keyValueFromNil(),
        counter(),
        set(),
        queue("queue", Models.fifoQueue()),
        queue("unordered-queue", Models.unorderedQueue()),
        queue("stack", Models.stack()),
        queue("priority-queue", Models.priorityQueue()),
        lock("mutex", Models.mutex(), List.of(NONE)),
        lock("owned-mutex", Models.ownedMutex(), List.of(NONE)),
        lock("fenced-lock", Models.fencedLock(), List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L)),
        appendList(),
        bank());
  }

  /** Reads and writes of {@code values} values. */
  public static Workload<Object, RegisterOp, Object> register(int values) {
    return new Workload<>(
        "register", Models.register(), r -> registerOp(r, values, 2), op -> outputs(op, values));
  }

  /** Reads, writes and compare-and-sets over {@code values} values. */
  public static Workload<Object, RegisterOp, Object> casRegister(int values) {
    return new Workload<>(
        "cas-register",
        Models.casRegister(),
        r -> registerOp(r, values, 3),
        op -> outputs(op, values));
  }

  /** Gets, puts and appends of single letters. */
  public static Workload<KeyValues, KeyValueOp, Object> keyValue(int keys) {
    Function<RandomGenerator, KeyValueOp> inputs =
        r -> {
          String key = "k" + r.nextInt(keys);
          String value = r.nextBoolean() ? "a" : "b";
          return switch (r.nextInt(5)) {
            case 0, 1 -> new KeyValueOp.Get(key);
            case 2 -> new KeyValueOp.Put(key, r.nextInt(4) == 0 ? "" : value);
            default -> new KeyValueOp.Append(key, value);
          };
        };
    return new Workload<>(
        "kv",
        Models.keyValue(),
        inputs,
        op -> op instanceof KeyValueOp.Get ? WORDS : List.of(NONE));
  }

  /** Gets and puts of values that look alike as text: nil, "", 1 and "1". */
  public static Workload<KeyValues, KeyValueOp, Object> keyValueOfTypes() {
    List<Object> values = List.of(NONE, "", 1L, "1");
    return new Workload<>(
        "kv of types",
        Models.keyValue(Nil.NIL),
        r ->
            r.nextInt(2) == 0
                ? new KeyValueOp.Get("k")
                : new KeyValueOp.Put("k", values.get(r.nextInt(values.size()))),
        op -> op instanceof KeyValueOp.Get ? values : List.of(NONE));
  }

  /** Gets, puts and appends of nil and strings, with keys that are nil initially. */
  public static Workload<KeyValues, KeyValueOp, Object> keyValueFromNil() {
    List<Object> values = List.of(NONE, "", "a", "b", "ab", "ba", "aa");
    return new Workload<>(
        "kv from nil",
        Models.keyValue(Nil.NIL),
        r ->
            switch (r.nextInt(5)) {
              case 0, 1 -> new KeyValueOp.Get("k");
              case 2 -> new KeyValueOp.Put("k", values.get(r.nextInt(3)));
              default -> new KeyValueOp.Append("k", r.nextBoolean() ? "a" : "b");
            },
        op -> op instanceof KeyValueOp.Get ? values : List.of(NONE));
  }

  /** Two registers. */
  public static Workload<?, KeyedOp<RegisterOp>, Object> multiRegister() {
    return new Workload<>(
        "multi-register",
        Models.multiRegister(),
        r -> new KeyedOp<>(r.nextInt(2), registerOp(r, 2, 2)),
        op -> outputs(op.input(), 2));
  }

  /** Small additions. */
  public static Workload<Long, CounterOp, Object> counter() {
    return new Workload<>(
        "counter",
        Models.counter(),
        r ->
            switch (r.nextInt(3)) {
              case 0 -> new CounterOp.Get();
              case 1 -> new CounterOp.Add(r.nextInt(4) - 1);
              default -> new CounterOp.AddAndGet(r.nextInt(3) - 1);
            },
        op -> op instanceof CounterOp.Add ? List.of(NONE) : range(-30, 30));
  }

  /** Two values. */
  public static Workload<Set<Object>, SetOp, Object> set() {
    return new Workload<>(
        "set",
        Models.set(),
        r ->
            switch (r.nextInt(4)) {
              case 0 -> new SetOp.Add(r.nextInt(2));
              case 1 -> new SetOp.Remove(r.nextInt(2));
              case 2 -> new SetOp.Contains(r.nextInt(2));
              default -> new SetOp.ReadAll();
            },
        op ->
            switch (op) {
              case SetOp.Add _, SetOp.Remove _ -> List.of(NONE);
              case SetOp.Contains _ -> List.of(true, false);
              case SetOp.ReadAll _ -> List.of(Set.of(), Set.of(0), Set.of(1), Set.of(0, 1));
            });
  }

  /** Puts of three values, not unique, and takes. */
  public static <S> Workload<S, QueueOp, Object> queue(String name, Spec<S, QueueOp, Object> spec) {
    return new Workload<>(
        name,
        spec,
        r -> r.nextBoolean() ? new QueueOp.Put(r.nextInt(3)) : new QueueOp.Take(),
        op -> op instanceof QueueOp.Put ? List.of(NONE) : List.of(NONE, 0, 1, 2));
  }

  /**
   * Two owners who acquire and release without waiting for their turn; an operation that is
   * impossible fails, see {@link HistoryGenerator}.
   */
  public static <S> Workload<S, LockOp, Object> lock(
      String name, Spec<S, LockOp, Object> spec, List<Object> answers) {
    return new Workload<>(
        name,
        spec,
        r -> {
          String owner = "o" + r.nextInt(2);
          return r.nextBoolean() ? new LockOp.Acquire(owner) : new LockOp.Release(owner);
        },
        op -> op instanceof LockOp.Acquire ? answers : List.of(NONE));
  }

  /** Appends of two values. */
  public static Workload<List<Object>, ListOp, Object> appendList() {
    return new Workload<>(
        "append-list",
        Models.appendList(),
        r ->
            r.nextBoolean() ? new ListOp.Append(r.nextBoolean() ? "a" : "b") : new ListOp.ReadAll(),
        op -> op instanceof ListOp.Append ? List.of(NONE) : LISTS);
  }

  /** Three accounts. */
  public static Workload<Map<Object, Long>, BankOp, Object> bank() {
    var all = new ArrayList<Object>();
    for (long a = 0; a <= 4; a++) {
      for (long b = 0; a + b <= 4; b++) {
        all.add(Map.<Object, Long>of("a", a, "b", b, "c", 4 - a - b));
      }
    }
    return new Workload<>(
        "bank",
        Models.bank(Map.of("a", 2L, "b", 2L, "c", 0L)),
        r -> {
          var names = List.of("a", "b", "c");
          return r.nextBoolean()
              ? new BankOp.ReadAll()
              : new BankOp.Transfer(
                  names.get(r.nextInt(3)), names.get(r.nextInt(3)), 1 + r.nextInt(2));
        },
        op -> op instanceof BankOp.ReadAll ? all : List.of(true, false));
  }

  private static List<Object> range(long from, long to) {
    var all = new ArrayList<Object>();
    for (long i = from; i <= to; i++) {
      all.add(i);
    }
    return all;
  }

  private static RegisterOp registerOp(RandomGenerator r, int values, int kinds) {
    return switch (r.nextInt(kinds)) {
      case 0 -> new RegisterOp.Read();
      case 1 -> new RegisterOp.Write(r.nextInt(values));
      default -> new RegisterOp.Cas(r.nextInt(values), r.nextInt(values));
    };
  }

  private static List<Object> outputs(RegisterOp op, int values) {
    return switch (op) {
      case RegisterOp.Read() -> {
        var all = new ArrayList<Object>();
        all.add(NONE);
        for (int v = 0; v < values; v++) {
          all.add(v);
        }
        yield all;
      }
      case RegisterOp.Write _ -> List.of(NONE);
      case RegisterOp.Cas _ -> List.of(true, false);
    };
  }

  /** All words over a and b up to a length. */
  private static List<Object> words(int length) {
    var words = new ArrayList<Object>();
    words.add("");
    int from = 0;
    for (int l = 1; l <= length; l++) {
      int to = words.size();
      for (; from < to; from++) {
        words.add(words.get(from) + "a");
        words.add(words.get(from) + "b");
      }
    }
    return words;
  }

  private static List<Object> letters(String word) {
    var letters = new ArrayList<Object>();
    for (char letter : word.toCharArray()) {
      letters.add(String.valueOf(letter));
    }
    return List.copyOf(letters);
  }
}
