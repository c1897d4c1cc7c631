package dev.faultline.check.picture;

import dev.faultline.check.read.NemesisEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a nemesis was at work.
 *
 * @param from position of the event that began it
 * @param to position of the one that ended it; {@code Long.MAX_VALUE} if none did
 * @param label what it did
 * @param hover the same with its lines, and to what
 */
record Band(long from, long to, String label, String hover) {

  /**
   * Pairs what begins with what ends, as Jepsen names them: {@code start} and {@code stop}, {@code
   * start-x} and {@code stop-x}, {@code kill} and {@code start}, {@code pause} and {@code resume};
   * {@code heal} ends all. Everything else is a moment. Jepsen logs each event twice, when it
   * begins and when it is done: a period lasts from the first beginning to the last end.
   */
  static List<Band> of(List<NemesisEvent> events) {
    var bands = new ArrayList<Band>();
    var open = new LinkedHashMap<String, NemesisEvent>();
    String before = "";
    int added = 0;
    for (var event : events) {
      if (added > 0 && event.f().equals(before)) {
        for (int i = bands.size() - added; i < bands.size(); i++) {
          bands.set(i, bands.get(i).until(event));
        }
        continue;
      }
      before = event.f();
      added = 0;
      for (String kind : endedBy(event.f(), open.keySet())) {
        var begin = open.remove(kind);
        if (begin != null) {
          bands.add(beginning(begin).until(event));
          added++;
        }
      }
      String begun = added > 0 ? null : begunBy(event.f());
      if (begun != null) {
        open.putIfAbsent(begun, event);
      } else if (added == 0) {
        bands.add(new Band(event.position(), event.position(), event.f(), words(event)));
        added = 1;
      }
    }
    open.values().forEach(begin -> bands.add(beginning(begin)));
    return bands;
  }

  private static List<String> endedBy(String f, Set<String> open) {
    return switch (f) {
      case "heal" -> List.copyOf(open);
      case "start" -> List.of("kill");
      case "stop" -> List.of("");
      case "resume" -> List.of("pause");
      default -> f.startsWith("stop-") ? List.of(f.substring("stop-".length())) : List.of();
    };
  }

  private static @Nullable String begunBy(String f) {
    return switch (f) {
      case "start" -> "";
      case "kill", "pause" -> f;
      default -> f.startsWith("start-") ? f.substring("start-".length()) : null;
    };
  }

  private static Band beginning(NemesisEvent begin) {
    return new Band(begin.position(), Long.MAX_VALUE, begin.f(), words(begin));
  }

  private Band until(NemesisEvent end) {
    String begun = hover.lines().findFirst().orElse("");
    return new Band(from, end.position(), label, begun + "\n" + words(end));
  }

  private static String words(NemesisEvent event) {
    return (event.f() + " " + event.value()).strip() + ", line " + event.line();
  }
}
