package dev.faultline.explore.tape;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.adversary.EventOrder;
import java.util.ArrayList;
import java.util.List;

/** Strategies as text: a name, and after a colon options with commas between them. */
public final class StrategyText {
  private StrategyText() {}

  public static String of(Strategy strategy) {
    return switch (strategy) {
      case Strategy.Random() -> "random";
      case Strategy.Swarm() -> "swarm";
      case Strategy.Guided(var round) -> inRounds("guided", round, Strategy.GUIDED.round());
      case Strategy.Auto(var round) -> inRounds("auto", round, Strategy.AUTO.round());
      case Strategy.Pos() -> "pos";
      case Strategy.Pct(var depth) ->
          depth == Strategy.Pct.DEFAULT.depth() ? "pct" : "pct:depth=" + depth;
      case Strategy.Exhaustive exhaustive -> exhaustive(exhaustive);
    };
  }

  private static String inRounds(String name, int round, int usual) {
    return round == usual ? name : name + ":round=" + round;
  }

  private static int round(String name, List<String> options, int usual) {
    int round = usual;
    for (String option : options) {
      if (!option.startsWith("round=")) {
        throw unknown(name, option, "round=N");
      }
      round = number(name, option);
    }
    return round;
  }

  private static String exhaustive(Strategy.Exhaustive strategy) {
    List<String> options = new ArrayList<>();
    if (strategy.network() == EventOrder.MESSAGE_SET) {
      options.add("messages");
    } else if (strategy.states()) {
      options.add("states");
    }
    if (!strategy.reduction()) {
      options.add("unreduced");
    }
    if (strategy.depth() != Strategy.EXHAUSTIVE.depth()) {
      options.add("depth=" + strategy.depth());
    }
    if (strategy.faults() >= 0) {
      options.add("faults=" + strategy.faults());
    }
    return options.isEmpty() ? "exhaustive" : "exhaustive:" + String.join(",", options);
  }

  public static Strategy parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    List<String> options = colon < 0 ? List.of() : List.of(text.substring(colon + 1).split(","));
    return switch (name) {
      case "random" -> without(options, name, Strategy.RANDOM);
      case "swarm" -> without(options, name, Strategy.SWARM);
      case "guided" -> new Strategy.Guided(round(name, options, Strategy.GUIDED.round()));
      case "auto" -> new Strategy.Auto(round(name, options, Strategy.AUTO.round()));
      case "pos" -> without(options, name, Strategy.POS);
      case "pct" -> {
        Strategy.Pct pct = Strategy.Pct.DEFAULT;
        for (String option : options) {
          if (!option.startsWith("depth=")) {
            throw unknown(name, option, "depth=N");
          }
          pct = new Strategy.Pct(number(name, option));
        }
        yield pct;
      }
      case "exhaustive" -> exhaustive(options);
      default ->
          throw new UsageException(
              "there is no strategy '" + text + "'; expected one of " + names());
    };
  }

  private static Strategy exhaustive(List<String> options) {
    Strategy.Exhaustive strategy = Strategy.EXHAUSTIVE;
    for (String option : options) {
      strategy =
          switch (option.replaceFirst("=.*", "")) {
            case "states" -> strategy.overStates(EventOrder.PENDING_SET);
            case "messages" -> strategy.overStates(EventOrder.MESSAGE_SET);
            case "unreduced" -> strategy.withReduction(false);
            case "depth" -> strategy.withDepth(number("exhaustive", option));
            case "faults" -> strategy.withFaults(number("exhaustive", option));
            default ->
                throw unknown(
                    "exhaustive", option, "states, messages, unreduced, depth=N, faults=N");
          };
    }
    return strategy;
  }

  private static Strategy without(List<String> options, String name, Strategy strategy) {
    if (!options.isEmpty()) {
      throw new UsageException("strategy " + name + " has no options, found '" + options + "'");
    }
    return strategy;
  }

  private static int number(String name, String option) {
    try {
      int number = Integer.parseInt(option.substring(option.indexOf('=') + 1));
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException(
        "strategy " + name + ": '" + option + "', expected a whole number, 0 or more");
  }

  private static UsageException unknown(String name, String option, String expected) {
    return new UsageException(
        "strategy " + name + " has no option '" + option + "'; expected one of " + expected);
  }

  private static String names() {
    List<String> names = new ArrayList<>();
    for (Strategy strategy : Strategy.values()) {
      names.add(of(strategy));
    }
    return String.join(", ", names);
  }
}
