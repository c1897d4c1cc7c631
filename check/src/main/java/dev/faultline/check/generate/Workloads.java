package dev.faultline.check.generate;

import dev.faultline.check.model.KeyValueOp;
import dev.faultline.check.model.KeyValues;
import dev.faultline.check.model.Models;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A workload with few values for each model: few values make many coincidences. */
public final class Workloads {

  private static final Object NONE = Nil.NIL;

  private Workloads() {}

  /** One of each model. */
  public static List<Workload<?, ?, ?>> all() {
    return List.of(register(2), casRegister(2), keyValue(2));
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
        op -> op instanceof KeyValueOp.Get ? words(8) : List.of(NONE));
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
}
