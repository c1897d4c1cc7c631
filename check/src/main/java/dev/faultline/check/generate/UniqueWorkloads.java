package dev.faultline.check.generate;

import dev.faultline.check.Spec;
import dev.faultline.check.model.KeyValueOp;
import dev.faultline.check.model.KeyValues;
import dev.faultline.check.model.ListOp;
import dev.faultline.check.model.Models;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.QueueOp;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.check.model.SetOp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Workloads with so many values that most are written only once in a short history, as the
 * algorithms without search require.
 */
public final class UniqueWorkloads {

  private static final int VALUES = 6;

  private UniqueWorkloads() {}

  /** One of each model that has such an algorithm. */
  public static List<Workload<?, ?, ?>> all() {
    return List.of(
        register(),
        casRegister(),
        keyValue(),
        appendList(),
        set(),
        container("queue", Models.fifoQueue()),
        container("unordered-queue", Models.unorderedQueue()),
        container("stack", Models.stack()),
        container("priority-queue", Models.priorityQueue()));
  }

  /** Reads and writes of six values. */
  public static Workload<Object, RegisterOp, Object> register() {
    var of = Workloads.register(VALUES);
    return new Workload<>("register, unique", of.spec(), of.inputs(), of.outputs());
  }

  /** Reads, writes of three values, and compare-and-sets to others. */
  public static Workload<Object, RegisterOp, Object> casRegister() {
    var read = new ArrayList<Object>(List.of(Nil.NIL));
    for (int v = 0; v < 2 * VALUES; v++) {
      read.add(v);
    }
    Function<RandomGenerator, RegisterOp> inputs =
        r ->
            switch (r.nextInt(5)) {
              case 0, 1 -> new RegisterOp.Read();
              case 2 -> new RegisterOp.Write(r.nextInt(VALUES / 2));
              default -> {
                Object expected = r.nextInt(6) == 0 ? Nil.NIL : (Object) r.nextInt(VALUES);
                yield new RegisterOp.Cas(expected, VALUES / 2 + r.nextInt(VALUES));
              }
            };
    return new Workload<>(
        "cas-register, unique",
        Models.casRegister(),
        inputs,
        op ->
            switch (op) {
              case RegisterOp.Read() -> read;
              case RegisterOp.Write _ -> List.of(Nil.NIL);
              case RegisterOp.Cas _ -> List.of(true, false);
            });
  }

  /** Gets, puts of two values and appends of three. */
  public static Workload<KeyValues, KeyValueOp, Object> keyValue() {
    var seen = new ArrayList<Object>();
    for (String begun : List.of("", "A", "B")) {
      for (var pieces : arrangements(List.of("a", "b", "c"))) {
        seen.add(begun + String.join("", pieces));
      }
    }
    Function<RandomGenerator, KeyValueOp> inputs =
        r ->
            switch (r.nextInt(5)) {
              case 0, 1 -> new KeyValueOp.Get("k");
              case 2 -> new KeyValueOp.Put("k", r.nextBoolean() ? "A" : "B");
              default -> new KeyValueOp.Append("k", List.of("a", "b", "c").get(r.nextInt(3)));
            };
    return new Workload<>(
        "kv, unique",
        Models.keyValue(),
        inputs,
        op -> op instanceof KeyValueOp.Get ? seen : List.of(Nil.NIL));
  }

  /** Appends of four values. */
  public static Workload<List<Object>, ListOp, Object> appendList() {
    var letters = List.of("a", "b", "c", "d");
    var seen = new ArrayList<Object>(arrangements(letters));
    return new Workload<>(
        "append-list, unique",
        Models.appendList(),
        r -> r.nextBoolean() ? new ListOp.ReadAll() : new ListOp.Append(letters.get(r.nextInt(4))),
        op -> op instanceof ListOp.Append ? List.of(Nil.NIL) : seen);
  }

  /** Adds, removes and lookups of two values; no operation reads the whole set. */
  public static Workload<?, SetOp, Object> set() {
    Function<RandomGenerator, SetOp> inputs =
        r -> {
          int value = r.nextInt(2);
          return switch (r.nextInt(5)) {
            case 0 -> new SetOp.Add(value);
            case 1 -> new SetOp.Remove(value);
            default -> new SetOp.Contains(value);
          };
        };
    return new Workload<>(
        "set, unique",
        Models.set(),
        inputs,
        op -> op instanceof SetOp.Contains ? List.of(true, false) : List.of(Nil.NIL));
  }

  /** Puts of six values, and takes. */
  public static <S> Workload<S, QueueOp, Object> container(
      String name, Spec<S, QueueOp, Object> spec) {
    var taken = new ArrayList<Object>(List.of(Nil.NIL));
    for (int v = 0; v < VALUES; v++) {
      taken.add(v);
    }
    return new Workload<>(
        name + ", unique",
        spec,
        r -> r.nextBoolean() ? new QueueOp.Put(r.nextInt(VALUES)) : new QueueOp.Take(),
        op -> op instanceof QueueOp.Put ? List.of(Nil.NIL) : taken);
  }

  /** Every list of different letters. */
  private static List<List<String>> arrangements(List<String> letters) {
    var all = new ArrayList<List<String>>(List.of(List.of()));
    for (int i = 0; i < all.size(); i++) {
      for (String letter : letters) {
        if (!all.get(i).contains(letter)) {
          var longer = new ArrayList<>(all.get(i));
          longer.add(letter);
          all.add(longer);
        }
      }
    }
    return all;
  }
}
