package dev.faultline.group.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileLogTest {
  /** Two numbers, a length and a checksum. */
  private static final int HEAD = 24;

  @TempDir private Path parent;

  private Path folder() {
    return parent.resolve("log-of-a");
  }

  private Path file() {
    return folder().resolve("log");
  }

  private List<String> read() throws IOException {
    try (FileLog log = FileLog.open(folder(), 0)) {
      return log.takeRecords().stream()
          .map(each -> new String(each, StandardCharsets.UTF_8))
          .toList();
    }
  }

  private void write(int ahead, String... items) throws IOException {
    try (FileLog log = FileLog.open(folder(), ahead)) {
      for (String each : items) {
        log.append(each.getBytes(StandardCharsets.UTF_8));
      }
      log.sync();
    }
  }

  private void flip(int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file());
    bytes[at] ^= 1;
    Files.write(file(), bytes);
  }

  @Test
  void what_was_synced_is_there_again_and_what_was_not_is_not() throws IOException {
    write(0, "one", "two");
    try (FileLog log = FileLog.open(folder(), 0)) {
      log.append("three".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read()).containsExactly("one", "two");
    write(4096, "four");
    assertThat(Files.size(file())).isGreaterThanOrEqualTo(4096);
    write(4096, "five");
    assertThat(read()).containsExactly("one", "two", "four", "five");
  }

  @Test
  void a_write_that_was_cut_short_is_cut_off_although_its_end_is_there() throws IOException {
    write(0, "one");
    write(0, "two", "three", "four");
    flip(HEAD + 3 + HEAD);
    assertThat(read()).containsExactly("one");
    write(0, "five");
    assertThat(read()).containsExactly("one", "five");
  }

  @Test
  void what_was_cut_off_does_not_come_back_behind_a_record_of_the_same_length() throws IOException {
    write(0, "one");
    write(0, "two", "three");
    flip(HEAD + 3 + HEAD);
    assertThat(read()).containsExactly("one");
    write(0, "new");
    assertThat(read()).containsExactly("one", "new");
  }

  @Test
  void a_record_in_the_place_of_another_is_not_taken_for_it() throws IOException {
    write(0, "one");
    byte[] record = Files.readAllBytes(file());
    Files.write(file(), record, StandardOpenOption.APPEND);
    assertThat(read()).containsExactly("one");
  }

  @Test
  void a_record_whose_head_has_changed_is_not_sound() throws IOException {
    for (int at : new int[] {Long.BYTES - 1, 2 * Long.BYTES - 1}) {
      write(0, "one");
      write(0, "two");
      flip(HEAD + 3 + at);
      assertThat(read()).as("byte " + at).containsExactly("one");
      Files.delete(file());
    }
  }

  @Test
  void what_only_looks_like_a_later_record_does_not_make_a_torn_write_rot() throws IOException {
    write(0, "one");
    try (FileLog log = FileLog.open(folder(), 0)) {
      log.append(ByteBuffer.allocate(3 * Long.BYTES).putLong(3).putLong(2).array());
      log.sync();
    }
    flip((int) Files.size(file()) - 1);
    assertThat(read()).containsExactly("one");
  }

  @Test
  void rot_in_what_was_durable_is_refused_by_name() throws IOException {
    write(0, "one", "two");
    write(0, "three");
    flip(HEAD + 3 + HEAD);
    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has rotted: record 2, at byte 27, was durable and is not sound");
  }

  @Test
  void a_rewritten_log_has_its_new_records_alone_and_goes_on() throws IOException {
    write(0, "one", "two", "three");
    try (FileLog log = FileLog.open(folder(), 0)) {
      log.rewrite(List.of("sum".getBytes(StandardCharsets.UTF_8)));
      log.append("four".getBytes(StandardCharsets.UTF_8));
      log.sync();
    }
    assertThat(read()).containsExactly("sum", "four");
    assertThat(folder().resolve("log.fresh")).doesNotExist();
  }

  @Test
  void rot_in_a_rewritten_log_is_refused_wherever_it_is() throws IOException {
    for (int rotten : new int[] {0, HEAD + 1, HEAD + 3, 2 * HEAD + 3}) {
      write(0, "one");
      try (FileLog log = FileLog.open(folder(), 0)) {
        log.rewrite(
            List.of("ab".getBytes(StandardCharsets.UTF_8), "cd".getBytes(StandardCharsets.UTF_8)));
      }
      assertThat(read()).containsExactly("ab", "cd");
      flip(rotten);
      assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("rotted");
      Files.delete(file());
    }
  }

  @Test
  void records_are_handed_over_once_since_a_member_without_them_would_forget_its_promises()
      throws IOException {
    write(0, "one");
    try (FileLog log = FileLog.open(folder(), 0)) {
      assertThat(log.takeRecords()).hasSize(1);
      assertThatThrownBy(log::takeRecords)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("close the log and open it again");
    }
    assertThat(read()).containsExactly("one");
  }

  @Test
  void a_log_that_failed_refuses_all_that_follows() throws IOException {
    FileLog log = FileLog.open(folder(), 0);
    log.append(new byte[1]);
    log.close();
    assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> log.append(new byte[1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("what is durable is unknown");
  }
}
