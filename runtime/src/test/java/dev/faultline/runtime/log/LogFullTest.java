package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Logs without room. */
class LogFullTest {
  @Test
  void a_full_disk_presses_back_and_says_why_until_something_is_trimmed() throws IOException {
    LogLife life = new LogLife(6);
    life.disk.fillUpAt(3 * 4096 + 100);
    fill(life);
    assertThat(life.log.trouble()).contains("cannot grow").contains("No space left");
    long full = life.log.durable();
    int held = life.entries.size();
    life.append();
    assertThat(life.entries).hasSize(held);
    life.trimmed = full;
    life.log.trim(full);
    fill(life);
    assertThat(life.entries.size()).isGreaterThan(held + 10);
    life.crashAndRecover();
  }

  @Test
  void a_log_with_all_its_segments_in_use_presses_back_and_says_why() throws IOException {
    LogLife life = new LogLife(7);
    fill(life);
    assertThat(life.log.trouble()).contains("is full: all 8 segments");
    life.trimmed = life.log.durable();
    life.log.trim(life.trimmed);
    int held = life.entries.size();
    fill(life);
    assertThat(life.entries.size()).isGreaterThan(held + 10);
  }

  private static void fill(LogLife life) {
    int before = -1;
    int idle = 0;
    while (idle < 10) {
      idle = life.entries.size() == before ? idle + 1 : 0;
      before = life.entries.size();
      life.append();
      life.log.publish();
      life.log.step();
    }
  }
}
