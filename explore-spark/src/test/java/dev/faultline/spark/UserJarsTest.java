package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 22: the user's class path reaches executors whole, or one line says what does not. */
final class UserJarsTest {
  @TempDir private Path folder;

  @Test
  void a_folder_becomes_a_jar_that_is_deleted_in_the_end() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes/com/example"));
    Files.writeString(classes.resolve("A.class"), "a");
    Path made;
    try (UserJars jars = new UserJars(List.of(folder.resolve("classes")))) {
      made = jars.jars().getFirst();
      try (ZipFile zip = new ZipFile(made.toFile())) {
        assertThat(zip.stream().map(Object::toString)).containsExactly("com/example/A.class");
      }
    }
    assertThat(made).doesNotExist();
  }

  @Test
  void jars_of_one_name_are_shipped_both() throws IOException {
    Path one = Files.createDirectories(folder.resolve("one")).resolve("app.jar");
    Path other = Files.createDirectories(folder.resolve("other")).resolve("app.jar");
    Files.writeString(one, "one");
    Files.writeString(other, "other");
    try (UserJars jars = new UserJars(List.of(one, other))) {
      assertThat(jars.jars()).extracting(Files::readString).containsExactly("one", "other");
      assertThat(jars.jars()).extracting(Path::getFileName).doesNotHaveDuplicates();
      assertThat(Code.ofDriver(jars.jars()).jars()).hasSize(2);
    }
    assertThat(one).exists();
  }

  @Test
  void a_jar_that_does_not_exist_is_named() {
    assertThatThrownBy(() -> new UserJars(List.of(folder.resolve("gone.jar"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("gone.jar")
        .hasMessageContaining("does not exist");
  }
}
