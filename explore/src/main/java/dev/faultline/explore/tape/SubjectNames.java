package dev.faultline.explore.tape;

import dev.faultline.sim.adversary.Subjects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The subjects of decisions as people read them: {@code n1} for a node, {@code n1>n2} for a link.
 */
final class SubjectNames {
  private final Map<Long, String> names = new LinkedHashMap<>();

  SubjectNames(List<String> nodes) {
    for (String from : nodes) {
      names.put(Subjects.node(from), Quoted.word(from));
      for (String to : nodes) {
        names.put(Subjects.link(from, to), Quoted.word(from) + ">" + Quoted.word(to));
      }
    }
  }

  /** The name of a subject, or its number where it has none. */
  String text(long subject) {
    String name = names.get(subject);
    return name == null ? "0x" + Long.toHexString(subject) : name;
  }

  static long parse(String text) {
    if (text.startsWith("0x")) {
      return Long.parseUnsignedLong(text.substring(2), 16);
    }
    int arrow = text.indexOf('>', text.startsWith("\"") ? Quoted.end(text, 0) : 0);
    return arrow < 0
        ? Subjects.node(Quoted.text(text))
        : Subjects.link(
            Quoted.text(text.substring(0, arrow)), Quoted.text(text.substring(arrow + 1)));
  }
}
