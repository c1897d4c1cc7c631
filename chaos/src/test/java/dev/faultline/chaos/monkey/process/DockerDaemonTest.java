package dev.faultline.chaos.monkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Containers of a real Docker of this machine, where DOCKER_HOST names its socket and this is root.
 */
@Timeout(120)
class DockerDaemonTest {
  private static final String IMAGE = "faultline-test:sleep";
  private final List<String> started = new ArrayList<>();

  @BeforeEach
  void needsDocker() throws Exception {
    assumeTrue(
        System.getenv("DOCKER_HOST") != null && System.getProperty("user.name").equals("root"),
        "DOCKER_HOST names no Docker here, or this is not root");
    docker(
        "tar -chf - -C / bin/sleep $(ldd /bin/sleep | grep -o '/[^ ]*' | sed 's#^/##') | docker"
            + " import - "
            + IMAGE);
  }

  @AfterEach
  void remove() throws Exception {
    for (String id : started) {
      docker("docker rm -f " + id);
    }
  }

  private static String docker(String command) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    assertThat(process.waitFor()).as(command + ": " + said).isZero();
    return said;
  }

  private String container(String options) throws Exception {
    String id =
        docker("docker run -d --network none %s %s /bin/sleep 600".formatted(options, IMAGE));
    started.add(id);
    return id;
  }

  private static List<ProcessView> find(String finder) throws IOException {
    return Finder.parse(finder, Path.of("/")).find(Procfs.ofMachine());
  }

  @Test
  void a_container_is_found_by_name_and_label_and_struck_as_the_process_it_is() throws Exception {
    String id = container("-e FAULTLINE_MONKEY=shop -l faultline-test=one");
    String name = docker("docker inspect -f '{{.Name}}' " + id).substring(1);
    String pid = docker("docker inspect -f '{{.State.Pid}}' " + id);
    ProcessView byName = find("docker " + name).getFirst();
    assertThat(byName.id().pid()).isEqualTo(Integer.parseInt(pid));
    assertThat(find("docker-label faultline-test=one")).containsExactly(byName);
    assertThat(find("docker-label faultline-test=two")).isEmpty();
    ProcessControl.ofMachine().strike(byName.id(), "shop", Signal.KILL);
    assertThat(docker("docker wait " + id)).isEqualTo("137");
    assertThat(find("docker " + name)).isEmpty();
  }

  @Test
  void one_that_did_not_opt_in_is_left_alone() throws Exception {
    String id = container("--name faultline-test-other");
    container("--name faultline-test-other2");
    ProcessView view = find("docker faultline-test-other").getFirst();
    assertThat(find("docker faultline-test-other")).hasSize(1);
    assertThat(find("docker faultline-test-o")).isEmpty();
    assertThatThrownBy(() -> ProcessControl.ofMachine().strike(view.id(), "shop", Signal.KILL))
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining("did not opt in to 'shop'");
    assertThat(docker("docker inspect -f '{{.State.Running}}' " + id)).isEqualTo("true");
  }
}
