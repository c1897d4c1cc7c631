package dev.faultline.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether clients got answers. A history without any fits every model, so that a check of it judges
 * nothing: servers that answer in a form which the clients do not know look like correct ones.
 */
final class Answered {
  private Answered() {}

  /** Adds to what was reached whether an operation of each record succeeded. */
  static Map<String, Boolean> added(
      Map<String, Boolean> reached, List<ClientOperations<?, ?>> records) {
    if (records.isEmpty()) {
      return reached;
    }
    Map<String, Boolean> added = new LinkedHashMap<>(reached);
    for (ClientOperations<?, ?> each : records) {
      added.put(free("a successful answer to " + each.callers(), added), each.succeeded());
    }
    return added;
  }

  /** A program may keep several records, all for clients of its own: the second gets a number. */
  private static String free(String name, Map<String, Boolean> taken) {
    String numbered = name;
    for (int i = 2; taken.containsKey(numbered); i++) {
      numbered = name + " #" + i;
    }
    return numbered;
  }
}
