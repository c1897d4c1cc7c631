package dev.faultline.sim.workload;

import dev.faultline.check.model.ListOp;
import dev.faultline.check.model.Models;

/** A list that only grows, empty at first, and what clients do to it. Each value comes once. */
public final class Lists {
  private Lists() {}

  /** The list. */
  public static Kind<ListOp, Object> appendList() {
    return Models::appendList;
  }

  /** Appends a new value. */
  public static Share<ListOp> append(double weight) {
    return new Share<>(weight, known -> new ListOp.Append(known.fresh()));
  }

  /** Reads the list. */
  public static Share<ListOp> readAll(double weight) {
    return new Share<>(weight, _ -> new ListOp.ReadAll());
  }
}
