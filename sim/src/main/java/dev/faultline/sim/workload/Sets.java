package dev.faultline.sim.workload;

import dev.faultline.check.model.Models;
import dev.faultline.check.model.SetOp;

/** A set, empty at first, and what clients do to it. Each value is added once. */
public final class Sets {
  private Sets() {}

  /** The set. */
  public static Kind<SetOp, Object> set() {
    return Models::set;
  }

  /** Adds a new value. */
  public static Share<SetOp> add(double weight) {
    return new Share<>(weight, known -> new SetOp.Add(known.fresh()));
  }

  /** Removes a value that some client may have added. */
  public static Share<SetOp> remove(double weight) {
    return new Share<>(weight, known -> new SetOp.Remove(known.earlier()));
  }

  /** Asks for a value that some client may have added. */
  public static Share<SetOp> contains(double weight) {
    return new Share<>(weight, known -> new SetOp.Contains(known.earlier()));
  }

  /** Reads all values. */
  public static Share<SetOp> readAll(double weight) {
    return new Share<>(weight, _ -> new SetOp.ReadAll());
  }
}
