package dev.faultline.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;

/** The compiled product, and where its sources are. */
final class Product {
  static final String ROOT = "dev.faultline.";

  /**
   * All product classes that the command line's class path holds; read once, since that takes a
   * second.
   */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.faultline");

  private Product() {}

  /** The house's module that a class under {@code root} belongs to, such as {@code sim}. */
  static String module(String root, JavaClass type) {
    String inside = type.getName().substring(root.length());
    return inside.substring(0, Math.max(0, inside.indexOf('.')));
  }

  static String module(JavaClass type) {
    return module(ROOT, type);
  }

  /**
   * The repository's root: the nearest folder above the working directory that has the launcher.
   */
  static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("faultline")) || !Files.exists(folder.resolve("pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no repository above " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }
}
