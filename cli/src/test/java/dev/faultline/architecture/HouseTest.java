package dev.faultline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HouseTest {
  @Test
  void dependencies_point_downward() {
    assertThat(Layers.violationsIn(Product.ROOT, Product.CLASSES)).isEmpty();
  }

  @Test
  void a_dependency_that_points_upward_is_caught() {
    String house = "dev.faultline.architecture.fixtures.house.";
    JavaClasses classes = new ClassFileImporter().importPackages(house + "core", house + "sim");
    assertThat(Layers.violationsIn(house, classes))
        .isNotEmpty()
        .allMatch(violation -> violation.startsWith("core may not depend on sim"));
  }

  @ParameterizedTest
  @EnumSource(Rooms.class)
  void packages_of_a_module_use_lower_ones(Rooms rooms) {
    assertThat(rooms.violationsIn(Product.ROOT, Product.CLASSES)).isEmpty();
  }

  @Test
  void a_package_that_uses_a_higher_one_is_caught() {
    String house = "dev.faultline.architecture.fixtures.house.";
    JavaClasses classes = new ClassFileImporter().importPackages(house + "sim");
    assertThat(Rooms.SIM.violationsIn(house, classes))
        .isNotEmpty()
        .allMatch(violation -> violation.startsWith("sim.net may not use sim.fault"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "link"})
  void some_modules_depend_on_the_jdk_only(String module) {
    assertThat(Product.CLASSES)
        .filteredOn(type -> Product.module(type).equals(module))
        .isNotEmpty()
        .flatExtracting(JavaClass::getDirectDependenciesFromSelf)
        .extracting(Dependency::getTargetClass)
        .extracting(type -> type.getBaseComponentType().getName())
        .allMatch(name ->
            name.startsWith("java.")
                || name.startsWith("org.jspecify.")
                || name.startsWith("dev.faultline." + module + ".")
                || !name.contains("."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "link", "link-world", "runtime", "links-jdbc"})
  void jlink_takes_what_applications_ship(String module) throws IOException {
    String descriptor =
        Files.readString(Product.repository().resolve(module + "/src/main/java/module-info.java"));
    // A library without a module descriptor is an automatic module, which jlink refuses.
    assertThat(
            Pattern.compile("requires (?:transitive )?([\\w.]+);")
                .matcher(descriptor)
                .results()
                .map(match -> match.group(1)))
        .as("what %s cannot be without", module)
        .allMatch(name -> name.matches("(java|jdk|dev\\.faultline)\\..+"));
  }

  @Test
  void what_an_image_with_links_needs_of_the_jdk_is_little() {
    assertThat(needed("runtime"))
        .containsExactly("dev.faultline.link", "dev.faultline.runtime", "java.base", "jdk.net");
    assertThat(needed("links-jdbc"))
        .contains("dev.faultline.links.jdbc", "dev.faultline.runtime", "java.sql")
        .allMatch(name -> name.matches("(java|jdk|dev\\.faultline)\\..+"));
  }

  /** What the module system, and so jlink, takes along with a module. */
  private static Set<String> needed(String module) {
    Path[] folders =
        Stream.of("link", "runtime", "links-jdbc")
            .map(name -> Product.repository().resolve(name + "/target/classes"))
            .toArray(Path[]::new);
    return Configuration.resolve(
            ModuleFinder.of(folders),
            List.of(Configuration.empty()),
            ModuleFinder.ofSystem(),
            Set.of("dev.faultline." + module.replace('-', '.')))
        .modules()
        .stream()
        .map(ResolvedModule::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_package_is_null_marked() {
    assertThat(Product.CLASSES)
        .filteredOn(type -> !type.getSimpleName().equals("module-info"))
        .as("each package has a package-info.java with @NullMarked")
        .allMatch(type -> type.getPackage().isAnnotatedWith(NullMarked.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sim",
        "explore",
        "link",
        "link-world",
        "runtime",
        "links-jdbc",
        "links-micrometer",
        "links-spring-boot"
      })
  void no_file_is_longer_than_four_hundred_lines(String module) throws IOException {
    Path sources = Product.repository().resolve(module + "/src/main/java");
    List<Path> files;
    try (Stream<Path> all = Files.walk(sources)) {
      files = all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    assertThat(files).as("sources of %s", module).isNotEmpty();
    List<String> tooLong = new ArrayList<>();
    for (Path file : files) {
      int lines = Files.readAllLines(file).size();
      if (lines > 400) {
        tooLong.add(file.getFileName() + " has " + lines + " lines");
      }
    }
    assertThat(tooLong).as("files with more than one idea: make each several").isEmpty();
  }

  @Test
  void the_bill_of_versions_lists_every_published_module() throws IOException {
    String root = Files.readString(Product.repository().resolve("pom.xml"));
    String bom = Files.readString(Product.repository().resolve("bom/pom.xml"));
    List<String> published =
        Pattern.compile("<module>(.+)</module>")
            .matcher(root)
            .results()
            .map(match -> match.group(1))
            // The hooks travel inside the agent's jar.
            .filter(module -> !List.of("hook", "examples", "bench", "bom", "site").contains(module))
            .toList();
    assertThat(published).contains("core", "cli");
    assertThat(
            Pattern.compile("<artifactId>faultline-(.+)</artifactId>")
                .matcher(bom)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toList()))
        .containsAll(published);
  }
}
