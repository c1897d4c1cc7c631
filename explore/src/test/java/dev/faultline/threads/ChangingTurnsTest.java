package dev.faultline.threads;

import static dev.faultline.threads.Searched.FIELDS;
import static dev.faultline.threads.Searched.explore;
import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.pair;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: of the JDK's objects that change and have no locks, only collections were places where
 * fields are; buffers, references and their like were none.
 */
@Timeout(60)
final class ChangingTurnsTest {
  @Test
  void a_buffer_is_a_place() {
    isProved(
        explore(
            FIELDS,
            () -> ByteBuffer.allocate(1),
            b -> b.put(0, (byte) (b.get(0) + 1)),
            b -> b.get(0)),
        "1",
        "2");
  }

  @Test
  void a_reference_is_a_place() {
    isProved(
        pair(
            FIELDS,
            () -> new Object[] {new SoftReference<>("x"), null},
            r -> {
              SoftReference<?> reference = (SoftReference<?>) r[0];
              Object first = reference.get();
              r[1] = first + " " + reference.get();
            },
            r -> ((SoftReference<?>) r[0]).clear(),
            r -> r[1]),
        "x x",
        "x null",
        "null null");
  }

  @Test
  void a_builder_that_comes_from_elsewhere_is_a_place() {
    isProved(
        explore(
            FIELDS,
            StringBuilder::new,
            b -> {
              if (b.length() == 0) {
                b.append("x");
              }
            },
            StringBuilder::length),
        "1",
        "2");
  }

  private static final class Log {
    private StringBuilder lines = new StringBuilder();

    private void swap() {
      StringBuilder made = new StringBuilder();
      put(made);
      if (made.length() == 0) {
        made.append("x");
      }
    }

    private void put(Object made) {
      lines = (StringBuilder) made;
    }
  }

  @Test
  void so_is_one_that_a_method_gives_away() {
    isProved(
        pair(FIELDS, Log::new, Log::swap, l -> l.lines.append("y"), l -> l.lines.toString()),
        "x",
        "xy",
        "yx",
        "y");
  }

  @Test
  void a_builder_of_a_methods_own_is_none() {
    Searched.Told told =
        explore(
            FIELDS,
            () -> new String[1],
            s -> {
              StringBuilder own = new StringBuilder();
              for (int i = 0; i < 20; i++) {
                own.append(i).append(' ');
              }
              s[0] = own.toString();
            },
            s -> s[0].length());

    isProved(told, "50");
    assertThat(told.exploration().schedules()).isLessThan(50);
  }

  private static final Pattern DIGIT = Pattern.compile("[0-9]");

  @Test
  void so_are_a_matcher_and_a_checksum() {
    isProved(
        explore(
            FIELDS,
            () -> DIGIT.matcher("12"),
            m -> {
              if (m.hitEnd() || !m.find()) {
                m.reset();
              }
            },
            Matcher::hitEnd),
        "false");
    isProved(
        pair(
            FIELDS,
            CRC32::new,
            c -> {
              if (c.getValue() == 0) {
                c.reset();
              }
            },
            c -> c.update(1),
            c -> c.getValue() == 0),
        "true",
        "false");
  }
}
