package dev.faultline.mount;

import static dev.faultline.mount.Client.EIO;
import static dev.faultline.mount.Client.assertFails;
import static dev.faultline.mount.Client.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which path a rule sees where a file has several names, or gets another one. */
@Timeout(120)
final class FaultedPathsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
  }

  private MountProcess mount(String... rules) throws IOException {
    return MountProcess.start(LONG, source, point, rules);
  }

  @Test
  void an_open_file_keeps_the_path_that_it_was_opened_with_when_it_is_linked() throws Exception {
    try (MountProcess mount = mount("fail write errno=EIO path=/a");
        FileChannel open = Client.open(point.resolve("a"))) {
      Files.createLink(point.resolve("b"), point.resolve("a"));
      assertFails(() -> write(open, "x"), EIO);
      try (FileChannel other = Client.open(point.resolve("b"))) {
        write(other, "y");
        assertFails(() -> write(open, "x"), EIO);
      }
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void an_open_file_keeps_the_path_that_it_was_opened_with_when_it_is_renamed() throws Exception {
    try (MountProcess mount =
            mount("fail write errno=EIO path=/x.tmp nth=2", "fail fsync errno=EIO path=/x");
        FileChannel open = Client.open(point.resolve("x.tmp"))) {
      write(open, "1");
      Files.move(point.resolve("x.tmp"), point.resolve("x"));
      assertFails(() -> write(open, "2"), EIO);
      open.force(true);
      try (FileChannel other = Client.open(point.resolve("x"))) {
        assertFails(() -> other.force(true), EIO);
      }
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void each_name_of_a_file_is_a_path_of_its_own() throws Exception {
    Files.writeString(source.resolve("a"), "");
    Files.createLink(source.resolve("b"), source.resolve("a"));
    try (MountProcess mount = mount("fail write errno=EIO path=/a")) {
      for (int i = 0; i < 3; i++) {
        try (FileChannel a = Client.open(point.resolve("a"));
            FileChannel b = Client.open(point.resolve("b"))) {
          Client.run("ls", "-l", point.toString());
          assertFails(() -> write(a, "x"), EIO);
          write(b, "y");
        }
      }
      Files.delete(point.resolve("b"));
      try (FileChannel a = Client.open(point.resolve("a"))) {
        assertFails(() -> write(a, "x"), EIO);
      }
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void names_that_are_exchanged_are_the_other_files() throws Exception {
    Files.createDirectories(source.resolve("one/in"));
    Files.createDirectories(source.resolve("two/in"));
    for (String name : new String[] {"a", "b", "one/in/c", "two/in/c"}) {
      Files.writeString(source.resolve(name), name);
    }
    try (MountProcess mount =
        mount("fail write errno=EIO path=/a", "fail write errno=EIO path=/one/**")) {
      for (String name : new String[] {"a", "b", "one/in/c", "two/in/c"}) {
        assertThat(point.resolve(name)).hasContent(name);
      }
      Client.exchange(point.resolve("a"), point.resolve("b"));
      Client.exchange(point.resolve("one"), point.resolve("two"));
      try (FileChannel a = Client.open(point.resolve("a"));
          FileChannel b = Client.open(point.resolve("b"));
          FileChannel one = Client.open(point.resolve("one/in/c"));
          FileChannel two = Client.open(point.resolve("two/in/c"))) {
        assertFails(() -> write(a, "x"), EIO);
        write(b, "x");
        assertFails(() -> write(one, "x"), EIO);
        write(two, "x");
      }
      assertThat(mount.said()).isEmpty();
    }
  }
}
