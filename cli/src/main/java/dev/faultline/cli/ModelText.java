package dev.faultline.cli;

import dev.faultline.core.FailureModel;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Durations;
import java.util.ArrayList;
import java.util.List;

/** A system model for people. */
final class ModelText {
  private ModelText() {}

  static String of(SystemModel model) {
    return synchrony(model.synchrony())
        + "; "
        + failures(model.failures())
        + "; "
        + links(model.links());
  }

  private static String synchrony(Synchrony synchrony) {
    return switch (synchrony) {
      case Synchrony.Asynchronous() -> "asynchronous";
      case Synchrony.PartiallySynchronous(var delay) ->
          "partially synchronous, delays up to " + Durations.text(delay) + " after healing";
      case Synchrony.Synchronous(var delay, var _, var _) ->
          "synchronous, delays up to " + Durations.text(delay);
    };
  }

  private static String failures(FailureModel failures) {
    if (failures.maxFaulty() == 0) {
      return "no node fails";
    }
    String nodes = "at most " + HumanText.count(failures.maxFaulty(), "node");
    return switch (failures.kind()) {
      case CRASH_STOP -> nodes + " crash for good";
      case OMISSION -> nodes + " fail to send or to receive";
      case CRASH_RECOVERY -> nodes + " down at a time, and back later";
      case ARBITRARY -> nodes + " do anything";
    };
  }

  private static String links(LinkModel links) {
    List<String> verbs = new ArrayList<>();
    if (links.loss()) {
      verbs.add("lose");
    }
    if (links.duplication()) {
      verbs.add("duplicate");
    }
    if (links.reordering()) {
      verbs.add("reorder");
    }
    if (links.corruption()) {
      verbs.add("corrupt");
    }
    return verbs.isEmpty() ? "perfect links" : "links " + String.join(", ", verbs) + " messages";
  }
}
