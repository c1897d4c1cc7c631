package dev.faultline.examples.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;

class LibraryLoaderTest {
  @Test
  void classes_of_a_library_are_there_for_whoever_reads_them() throws IOException {
    byte[] code = {1, 2, 3};
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(jar)) {
      out.putNextEntry(new JarEntry("some/Library.class"));
      out.write(code);
    }
    InputStream library = new ByteArrayInputStream(jar.toByteArray());
    LibraryLoader loader = new LibraryLoader(LibraryLoaderTest.class, "none", List.of(library));

    try (InputStream found = loader.getResourceAsStream("some/Library.class")) {
      assertThat(found).isNotNull();
      assertThat(found.readAllBytes()).isEqualTo(code);
    }
    assertThat(loader.getResourceAsStream("some/Other.class")).isNull();
  }
}
