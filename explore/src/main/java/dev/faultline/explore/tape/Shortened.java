package dev.faultline.explore.tape;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Long texts of values made shorter: what nested brackets hold goes first, the least of it that
 * suffices, so that the values at the end of a record stay. A text without such brackets loses its
 * middle.
 */
final class Shortened {
  private static final String GONE = "…";

  /** Texts that are even longer are not taken apart: that could take long. */
  private static final int LONGEST_PARSED = 4_000;

  /** So many insides go at most, for the same reason. */
  private static final int MOST_GONE = 12;

  /** The inside of a pair of brackets. */
  private record Inside(int from, int to) {
    int gain() {
      return to - from - GONE.length();
    }
  }

  private Shortened() {}

  /** The text in at most so many characters. */
  static String of(String text, int longest) {
    String shorter = text;
    for (int i = 0; i < MOST_GONE && text.length() <= LONGEST_PARSED; i++) {
      Inside gone = shorter.length() <= longest ? null : toGo(shorter, longest);
      if (gone == null) {
        break;
      }
      shorter = shorter.substring(0, gone.from()) + GONE + shorter.substring(gone.to());
    }
    return shorter.length() <= longest ? shorter : withoutMiddle(shorter, longest);
  }

  /**
   * The smallest inside that suffices, but for those without which too little would be left; where
   * there is none, the largest that does not suffice; null where there is none of these either.
   */
  private static @Nullable Inside toGo(String text, int longest) {
    int tooLong = text.length() - longest;
    List<Inside> small =
        insides(text).stream().filter(each -> text.length() - each.gain() >= longest / 2).toList();
    return small.stream()
        .filter(each -> each.gain() >= tooLong)
        .min(Comparator.comparingInt(Inside::gain))
        .or(() -> small.stream().max(Comparator.comparingInt(Inside::gain)))
        .orElse(null);
  }

  /** What brackets within brackets hold, where that is longer than what would stand for it. */
  private static List<Inside> insides(String text) {
    List<Inside> insides = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '[' || c == '{' || c == '(') {
        open.push(i);
      } else if ((c == ']' || c == '}' || c == ')') && !open.isEmpty()) {
        if (text.charAt(open.peek()) == (c == ')' ? '(' : c - 2)) {
          Inside inside = new Inside(open.pop() + 1, i);
          if (!open.isEmpty() && inside.gain() > 0) {
            insides.add(inside);
          }
        }
      }
    }
    return insides;
  }

  private static String withoutMiddle(String text, int longest) {
    int head = (longest - GONE.length()) * 2 / 3;
    int tail = longest - GONE.length() - head;
    int from = text.length() - tail;
    // Half of a surrogate pair is no character.
    head -= Character.isHighSurrogate(text.charAt(head - 1)) ? 1 : 0;
    from += Character.isLowSurrogate(text.charAt(from)) ? 1 : 0;
    return text.substring(0, head) + GONE + text.substring(from);
  }
}
