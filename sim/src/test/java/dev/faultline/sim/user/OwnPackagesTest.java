package dev.faultline.sim.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.sim.World;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OwnPackagesTest {
  @Test
  void all_packages_of_the_module_are_named() throws IOException, URISyntaxException {
    Path classes =
        Path.of(World.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("dev/faultline/sim");
    try (Stream<Path> folders = Files.list(classes)) {
      Set<String> found =
          folders
              .filter(Files::isDirectory)
              .map(folder -> folder.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(new TreeSet<>(OwnPackages.ROOMS)).isEqualTo(found);
    }
  }

  @Test
  void packages_that_only_begin_alike_are_the_programs() {
    assertThat(OwnPackages.contain("dev.faultline.sim.World")).isTrue();
    assertThat(OwnPackages.contain("dev.faultline.sim.node.SimNode$Life")).isTrue();
    assertThat(OwnPackages.contain("dev.faultline.sim.mine.Node")).isFalse();
    assertThat(OwnPackages.contain("dev.faultline.sim.node.mine.Node")).isFalse();
    assertThat(OwnPackages.contain("dev.faultline.simple.Node")).isFalse();
    assertThat(OwnPackages.contain("Node")).isFalse();
    assertThat(OwnPackages.contain("dev.faultline.jvm.net.Stream")).isTrue();
    assertThat(OwnPackages.contain("dev.faultline.jvms.Mine")).isFalse();
  }
}
