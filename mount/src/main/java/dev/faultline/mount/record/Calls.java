package dev.faultline.mount.record;

import dev.faultline.disk.MicroOp;
import java.util.ArrayList;
import java.util.List;

/** The calls that micro-operations belong to, as a reader of the mount knows them. */
public final class Calls {
  private Calls() {}

  /** The calls of micro-operations that follow each other, each once. */
  public static List<String> of(List<MicroOp> operations) {
    List<String> calls = new ArrayList<>();
    MicroOp last = null;
    for (MicroOp op : operations) {
      if (last == null || last.operation() != op.operation()) {
        calls.add(shown(op.operation().toString()));
      }
      last = op;
    }
    return calls;
  }

  /** Without the name that the model gives to the root of the mount. */
  private static String shown(String call) {
    return call.replace("/" + Model.ROOT_NAME + "/", "/").replace("/" + Model.ROOT_NAME, "/");
  }
}
