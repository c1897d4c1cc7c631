package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each call that a rule can name, and a mount sees, is one that a client makes. */
@Timeout(120)
final class SeenCallsTest {
  private static final List<String> CALLS =
      List.of(
          ("lookup getattr readlink mknod mkdir unlink rmdir symlink rename link chmod chown"
                  + " truncate utimens open create read write fallocate copy_file_range lseek flush"
                  + " release fsync fdatasync fsyncdir opendir readdir releasedir statfs setxattr"
                  + " getxattr listxattr removexattr")
              .split(" "));

  @TempDir Path folder;

  @Test
  void each_call_meets_its_rule() throws Exception {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    Path source = Files.createDirectory(folder.resolve("source"));
    Path point = Files.createDirectory(folder.resolve("point"));
    List<String> rules = new ArrayList<>();
    CALLS.forEach(call -> rules.add("delay " + call + " time=1ns"));
    try (MountProcess _ =
        MountProcess.recording(
            false, "ext4-ordered", source, point, rules.toArray(String[]::new))) {
      String script =
          """
          cd '%s' && mkdir d && echo text > f && cat f && stat f && ln -s f s && readlink s && mkfifo p
          ln f g && mv g h && rm h && chmod 600 f && chown 1:1 f && truncate -s 3 f && touch f
          fallocate -l 8192 f && cp f c && sync f && sync -d f && sync d && ls d && stat -f f && rmdir d
          truncate -s 1M holes && cp holes copy
          """
              .formatted(point);
      String said = Client.run("sh", "-e", "-c", script);
      assertThat(said).doesNotContain("No such", "not permitted", "cannot");
      attributes(point.resolve("f"));
      // cp copies holes and data as the kernel lets it.
      try (var from = Client.open(point.resolve("f"));
          var to = Client.open(point.resolve("copied"))) {
        from.transferTo(0, 3, to);
      }
      List<String> never = new ArrayList<>();
      for (String line : MountControl.at(point).ask("GET", "/faults", Map.of(), "")) {
        if (line.contains("(struck 0 of")) {
          never.add(line);
        }
      }
      assertThat(never).isEmpty();
    }
  }

  private static void attributes(Path file) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    view.write("a", ByteBuffer.wrap("b".getBytes(StandardCharsets.UTF_8)));
    assertThat(view.list()).containsExactly("a");
    assertThat(view.size("a")).isEqualTo(1);
    view.delete("a");
  }
}
