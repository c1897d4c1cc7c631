package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.tape.ReplayText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutDirectoryTest {
  @TempDir Path temporary;

  @Test
  void nothing_is_left_behind_until_there_is_a_finding() {
    OutDirectory.prepare(temporary.resolve("a/b"));

    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void the_directory_appears_with_the_first_finding() {
    OutDirectory out = OutDirectory.prepare(temporary.resolve("a/b"));
    Finding finding = finding();

    Path file = out.write(finding);

    assertThat(file).hasParent(temporary.resolve("a/b"));
    assertThat(ReplayText.read(file).traceHash()).isEqualTo(finding.traceHash());
  }

  @Test
  void what_is_there_already_is_never_overwritten() throws IOException {
    OutDirectory out = OutDirectory.prepare(temporary);
    Path first = out.write(finding());
    assertThat(out.write(finding())).as("same contents, same file").isEqualTo(first);
    Files.writeString(first, "mine");

    Path second = out.write(finding());

    assertThat(second).isNotEqualTo(first);
    assertThat(first).hasContent("mine");
  }

  @Test
  void a_file_in_the_way_is_named() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");

    assertThatThrownBy(() -> OutDirectory.prepare(file.resolve("below")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(file + " is not a directory");
  }

  @Test
  void campaigns_that_begin_at_once_in_one_directory_do_not_disturb_each_other() throws Exception {
    Path directory = temporary.resolve("a/b");
    List<Callable<OutDirectory>> begin = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      begin.add(() -> OutDirectory.prepare(directory));
    }
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (Future<OutDirectory> each : pool.invokeAll(begin)) {
        each.get();
      }
    }

    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void campaigns_that_find_the_same_at_once_leave_one_whole_file() throws Exception {
    Finding finding = finding();
    List<Callable<Path>> write = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Path directory = temporary.resolve("find" + i / 4);
      write.add(() -> OutDirectory.prepare(directory).write(finding));
    }
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (Future<Path> each : pool.invokeAll(write)) {
        assertThat(ReplayText.read(each.get()).traceHash()).isEqualTo(finding.traceHash());
        assertThat(each.get().getParent()).isDirectoryNotContaining("glob:**-2.replay");
      }
    }
  }

  private static Finding finding() {
    return new Campaign(Toys.plan(Toys::doubleCounting, 1, 500)).run().findings().getFirst();
  }
}
