package dev.faultline.explore.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 22: a program is known again by its classes. */
final class FingerprintTest {
  @TempDir private Path folder;

  private Path jar(String name, long time, String... entries) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (int i = 0; i < entries.length; i += 2) {
        ZipEntry entry = new ZipEntry(entries[i]);
        entry.setTime(time);
        out.putNextEntry(entry);
        out.write(entries[i + 1].getBytes());
      }
    }
    return jar;
  }

  private static String of(Path... files) {
    return Fingerprint.ofProgram(List.of(files), List.of());
  }

  @Test
  void a_jar_that_is_built_again_is_the_same_and_one_with_another_class_is_not()
      throws IOException {
    Path first = jar("a.jar", 1_000_000_000_000L, "p/A.class", "1", "p/B.class", "2");
    Path again =
        jar(
            "b.jar",
            1_100_000_000_000L,
            "META-INF/MANIFEST.MF",
            "",
            "p/B.class",
            "2",
            "p/A.class",
            "1");
    Path other = jar("c.jar", 1_000_000_000_000L, "p/A.class", "1", "p/B.class", "3");
    assertThat(of(first)).isEqualTo(of(again)).isNotEqualTo(of(other));
    assertThat(of(first, other)).isNotEqualTo(of(other, first));
  }

  @Test
  void a_folder_counts_by_its_classes_also_where_it_is_a_link() throws IOException {
    Path root = folder.resolve("classes");
    Path classes = Files.createDirectories(root.resolve("p"));
    Files.writeString(classes.resolve("A.class"), "1");
    Files.writeString(classes.resolve("B.class"), "2");
    Path link = Files.createSymbolicLink(folder.resolve("link"), root);
    String before = of(root);
    assertThat(before)
        .isEqualTo(of(link))
        .isEqualTo(of(jar("a.jar", 0, "p/A.class", "1", "p/B.class", "2")));
    Files.writeString(classes.resolve("my.campaign"), "grows");
    assertThat(of(root)).isEqualTo(before);
    Files.writeString(classes.resolve("B.class"), "3");
    assertThat(of(link)).isNotEqualTo(before);
  }

  @Test
  void other_files_count_as_they_are() throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.yaml"), "a");
    String before = of(plan);
    assertThat(Fingerprint.ofProgram(List.of(plan), List.of(new byte[1]))).isNotEqualTo(before);
    Files.writeString(plan, "b");
    assertThat(of(plan)).isNotEqualTo(before);
    Path no = Files.writeString(folder.resolve("no.jar"), "no zip");
    assertThatThrownBy(() -> of(no))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no.jar");
  }
}
