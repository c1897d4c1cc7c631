package dev.faultline.mount.control;

import dev.faultline.mount.control.Controlled.Choice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From requests to what they ask for. */
final class Routes {
  private final Controlled mount;

  /** There is nothing at a path, or not for the verb. */
  static final class NoSuchPathException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchPathException(String verb, String path) {
      super(
          "no "
              + verb
              + " "
              + path
              + "; there are POST /crash, GET /unsynced, POST /checkpoint, and POST, GET and DELETE"
              + " /faults");
    }
  }

  Routes(Controlled mount) {
    this.mount = mount;
  }

  List<String> answer(String verb, String path, Map<String, String> query, String body)
      throws IOException, InterruptedException {
    return switch (verb + " " + path) {
      case "POST /crash" -> {
        allow(query, Set.of("profile", "seed", "lose", "kill"));
        yield mount.crash(query.get("profile"), choice(query), flag(query, "kill"));
      }
      case "GET /unsynced" -> {
        allow(query, Set.of("profile"));
        yield mount.unsynced(query.get("profile"));
      }
      case "POST /checkpoint" -> {
        allow(query, Set.of());
        yield mount.checkpoint();
      }
      case "POST /faults" -> {
        allow(query, Set.of("seed"));
        String seed = query.get("seed");
        yield mount.addFaults(body, seed == null ? 1 : number("seed", seed));
      }
      case "GET /faults" -> {
        allow(query, Set.of());
        yield mount.faults();
      }
      case "DELETE /faults" -> {
        allow(query, Set.of("rule"));
        String rule = query.get("rule");
        yield mount.clearFaults(rule == null ? null : ruleNumber(rule));
      }
      default -> throw new NoSuchPathException(verb, path);
    };
  }

  private static void allow(Map<String, String> query, Set<String> known) {
    for (String name : query.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("unknown parameter " + name);
      }
    }
  }

  private static Choice choice(Map<String, String> query) {
    String seed = query.get("seed");
    String lose = query.get("lose");
    if (seed == null) {
      return switch (lose == null ? "all" : lose) {
        case "all" -> new Choice.Harshest();
        case "nothing" -> new Choice.Mildest();
        default ->
            throw new IllegalArgumentException("lose is '" + lose + "', expected all or nothing");
      };
    }
    if (lose != null) {
      throw new IllegalArgumentException("give a seed or lose, not both");
    }
    return new Choice.Drawn(number("seed", seed));
  }

  private static int ruleNumber(String text) {
    // Of more than a mount can have, there is none either.
    return (int) Math.clamp(number("rule", text), -1, Integer.MAX_VALUE);
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is '" + text + "', expected a number", e);
    }
  }

  private static boolean flag(Map<String, String> query, String name) {
    @Nullable String value = query.get(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw new IllegalArgumentException(name + " is '" + value + "', expected true or false");
  }
}
