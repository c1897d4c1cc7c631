package dev.faultline.examples.jgroups;

import java.util.Map;
import java.util.TreeMap;

/** The last view of each member, as it prints it. */
final class Views {
  private static final String VIEW = "view ";

  private final int members;
  private final Map<String, String> last = new TreeMap<>();
  private boolean smaller;

  Views(int members) {
    this.members = members;
  }

  void says(String member, String line) {
    if (line.startsWith(VIEW)) {
      String view = line.substring(VIEW.length());
      smaller |= size(last.getOrDefault(member, "")) > size(view);
      last.put(member, view);
    }
  }

  /** Whether all members have one view, in which all are. */
  boolean agreed() {
    return last.size() == members
        && last.values().stream().distinct().count() == 1
        && size(last.values().iterator().next()) == members;
  }

  /** Whether a view was followed by one with fewer members. */
  boolean smaller() {
    return smaller;
  }

  /** A view is written as {@code [n1|4] (5) [n1, n2, n3, n4, n5]}. */
  private static int size(String view) {
    int opens = view.indexOf('(');
    int closes = view.indexOf(')', opens);
    return opens < 0 || closes < 0 ? 0 : Integer.parseInt(view.substring(opens + 1, closes));
  }
}
