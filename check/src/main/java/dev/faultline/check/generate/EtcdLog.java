package dev.faultline.check.generate;

import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.TreeMap;

/** Histories of a cas register as text, in the format of Jepsen's etcd logs. */
public final class EtcdLog {

  private EtcdLog() {}

  /** One line for each call and each return, in order, each with a line end. */
  public static String of(History<RegisterOp, Object> history) {
    var events = new TreeMap<Long, String>();
    long last = 0;
    for (var op : history.operations()) {
      last = Math.max(last, op.isOk() ? op.returned() : op.called());
    }
    for (var op : history.operations()) {
      events.put(op.called(), line(op, "invoke", argument(op)));
      switch (op.outcome()) {
        case Outcome.Ok<Object>(var output) -> {
          boolean mismatch = output.equals(false);
          boolean read = op.input() instanceof RegisterOp.Read;
          events.put(
              op.returned(),
              line(op, mismatch ? "fail" : "ok", read ? output.toString() : argument(op)));
        }
        case Outcome.Fail<Object> _ -> events.put(op.returned(), line(op, "fail", argument(op)));
        case Outcome.Indeterminate<Object> _ -> events.put(++last, line(op, "info", ":timed-out"));
      }
    }
    return String.join("\n", events.values()) + "\n";
  }

  private static String line(Operation<RegisterOp, Object> op, String type, String value) {
    String f =
        switch (op.input()) {
          case RegisterOp.Read _ -> "read";
          case RegisterOp.Write _ -> "write";
          case RegisterOp.Cas _ -> "cas";
        };
    return "INFO  jepsen.util - " + op.client() + "\t:" + type + "\t:" + f + "\t" + value;
  }

  private static String argument(Operation<RegisterOp, Object> op) {
    return switch (op.input()) {
      case RegisterOp.Read _ -> "nil";
      case RegisterOp.Write(var value) -> value.toString();
      case RegisterOp.Cas(var expected, var next) -> "[" + expected + " " + next + "]";
    };
  }
}
