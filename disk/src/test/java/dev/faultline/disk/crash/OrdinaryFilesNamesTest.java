package dev.faultline.disk.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 11: names and listings of recorded files are told as those of real ones are. */
class OrdinaryFilesNamesTest {
  private static List<String> named(File root) throws IOException {
    List<String> told = new ArrayList<>();
    Path path = root.toPath();
    Files.createDirectory(path.resolve("real"));
    Files.createSymbolicLink(path.resolve("link"), Path.of("real"));
    Files.createSymbolicLink(path.resolve("nowhere"), Path.of("missing"));
    Files.createFile(path.resolve("real/file"));
    for (String name :
        List.of("link", "link/file", "link/missing", "link/no/./such/../file", "nowhere", "a/b")) {
      told.add(
          name + " " + new File(root, name).getCanonicalPath().replace(root.getPath(), "ROOT"));
    }
    return told;
  }

  private static List<String> listed(File root) throws IOException {
    List<String> told = new ArrayList<>();
    Path path = root.toPath();
    Files.createFile(path.resolve("file"));
    try (DirectoryStream<Path> listing = Files.newDirectoryStream(path)) {
      Iterator<Path> each = listing.iterator();
      each.next();
      try {
        each.remove();
        told.add("removed");
      } catch (UnsupportedOperationException e) {
        told.add("nothing is removed");
      }
    }
    DirectoryStream<Path> listing = Files.newDirectoryStream(path);
    Iterator<Path> each = listing.iterator();
    listing.close();
    told.add("after it was closed: " + each.hasNext());
    return told;
  }

  private interface Teller {
    List<String> told(File root) throws IOException;
  }

  private static void sameAsReal(Path folder, Teller teller) throws IOException {
    List<String> recorded = new ArrayList<>();
    Recording.of(directory -> {
      try (OrdinaryFiles files = OrdinaryFiles.of(directory)) {
        recorded.addAll(teller.told(files.file()));
      }
    });

    assertThat(recorded).isEqualTo(teller.told(folder.toRealPath().toFile()));
  }

  @Test
  void canonical_paths_are_what_the_jdk_says_of_real_files(@TempDir Path folder) throws Exception {
    sameAsReal(folder, OrdinaryFilesNamesTest::named);
  }

  @Test
  void a_listing_removes_nothing_and_ends_when_it_is_closed(@TempDir Path folder) throws Exception {
    sameAsReal(folder, OrdinaryFilesNamesTest::listed);
  }
}
