package dev.faultline.cli.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.yaml.YamlException;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.core.SystemModel;
import dev.faultline.disk.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Issue 23: topologies, read from YAML. */
final class TopologyReaderTest {
  private static final String PROGRAM = "nodes: [{name: a, classpath: [lib], main: A}]";

  @TempDir private Path folder = Path.of("");

  private Topology parse(String text) throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    return TopologyReader.parse("cluster.yaml", folder, text);
  }

  @Test
  void a_topology_is_read() throws IOException {
    Path jar = folder.resolve("m2/org/example/app/1.0/app-1.0.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    Path other = Files.createFile(folder.resolve("other.jar"));
    Files.writeString(folder.resolve("cp.txt"), other + "\n");
    Files.write(folder.resolve("key.bin"), new byte[] {-1, 0});

    Topology topology =
        parse(
            """
            name: pair
            repository: m2
            settings: {size: 3}
            defaults:
              classpath: ["org.example:app:1.0", "@cp.txt"]
              properties: {mode: test, level: 1}
              files: {/conf/a: "size=${size}"}
            nodes:
              - name: one
                main: org.example.App
                arguments: ["", 7]
                properties: {level: 2}
                environment: {HOME: /home}
                files: {/key: {from: key.bin}}
                address: 10.0.0.9
            clients:
              - {name: asks, classpath: [lib], main: org.example.Client}
            model: {timing: partially-synchronous, max-delay: 2s, failures: crash-recovery, at-most: 1, links: perfect}
            disk: {profile: ext4-ordered}
            heal-after: 10s
            duration: 30s
            worlds: 50
            properties:
              - {name: fine, never: ERROR, of: [one]}
              - {name: done, eventually: "done (.)", different: 2, within: 5s}
              - {name: in order, history: "^op (.*)", model: register}
            """);

    Topology.NodeProgram one = topology.programs().getFirst();
    assertThat(one.classPath()).containsExactly(jar, other);
    assertThat(one.arguments()).containsExactly("", "7");
    assertThat(one.properties()).isEqualTo(Map.of("mode", "test", "level", "2"));
    assertThat(one.environment()).isEqualTo(Map.of("HOME", "/home"));
    assertThat(one.files().get("/conf/a")).isEqualTo(new Topology.Content.Text("size=${size}"));
    assertThat(one.files().get("/key"))
        .isInstanceOfSatisfying(
            Topology.Content.Bytes.class, key -> assertThat(key.bytes()).containsExactly(-1, 0));
    assertThat(one.address()).hasValue("10.0.0.9");
    assertThat(one.client()).isFalse();
    assertThat(topology.programs().get(1).client()).isTrue();
    assertThat(topology.model())
        .isEqualTo(
            SystemModel.partiallySynchronous(Duration.ofSeconds(2))
                .crashRecovery(1, 0)
                .perfectLinks());
    assertThat(topology.disk().profile()).isEqualTo(Profile.EXT4_ORDERED);
    assertThat(topology.heal()).hasValue(Duration.ofSeconds(10));
    assertThat(topology.duration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(topology.worlds()).isEqualTo(50);
    assertThat(topology.rules()).hasSize(3);
    assertThat(topology.rules().get(1))
        .isInstanceOfSatisfying(
            Rule.Eventually.class,
            done -> {
              assertThat(done.different()).isEqualTo(2);
              assertThat(done.within()).isEqualTo(Duration.ofSeconds(5));
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nodes: []                                          | 1:8: there is no node, expected at least one
          nodes: [{name: a, main: A}]                        | 1:9: there is no 'classpath' here, which is needed
          nodes: [{name: a, classpath: [lib]}]               | 1:9: there is no 'main' here, which is needed
          nodes: [{name: a, classpath: [no], main: A}]       | 1:31: there is no '{}/no', expected a folder, a jar or coordinates such as com.h2database:h2:2.3.232
          nodes: [{name: a, classpath: [], main: A}]         | 1:30: the class path is empty, expected folders, jars or Maven coordinates
          nodes: [{name: a, classpath: ["lib/*"], main: A}]  | 1:31: there is no jar in {}/lib
          nodes: [{name: a, classpath: ["@no"], main: A}]    | 1:31: '{}/no' cannot be read, expected a file with a class path in it
          nodes: [{name: a, classpath: [lib], main: A, x: 1}] | 1:46: there is no 'x' here, expected one of address, arguments, classpath, environment, files, main, name, properties
          nodes: [{name: a, classpath: [lib], main: A, files: {conf: ""}}] | 1:60: the file 'conf' has no absolute path, expected one such as /conf/app.properties
          nodes: [{name: a, classpath: [lib], main: A, files: {/conf: {from: "x\\0"}}}] | 1:68: this is not a path: Nul character not allowed
          nodes: [{name: a, classpath: [lib], main: A, files: {/conf: {from: no}}}] | 1:68: '{}/no' cannot be read; name a file of this machine
          nodes: [{name: a, classpath: [lib], main: A}, {name: a, classpath: [lib], main: A}] | 1:54: 'a' is there twice in nodes and clients
          nodes: [{name: a, classpath: [lib], main: A, address: 10.0.0.1}, {name: b, classpath: [lib], main: A, address: 10.0.0.1}] | 1:112: the address 10.0.0.1 is there twice; give each program one of its own
          """)
  void a_wrong_program_is_told_with_its_place(String nodes, String message) {
    assertThatThrownBy(() -> parse(nodes + "\nname: x"))
        .isInstanceOf(YamlException.class)
        .hasMessage("cluster.yaml:" + message.replace("{}", folder.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wolds: 3                              | 3:1: there is no 'wolds' here, expected one of clients, defaults, description, disk, duration, heal-after, model, name, nodes, properties, repository, settings, worlds
          worlds: 0                             | 3:9: here is '0', expected a whole number from 1 to 1000000000
          model: {failures: crash-recovery}     | 3:8: there is no 'at-most' here, which is needed
          model: {failures: arbitrary, at-most: 1} | 3:19: 'arbitrary' is not a kind of failures, expected crash-recovery, crash-stop or omission
          model: {at-most: 1}                   | 3:18: 'at-most' needs 'failures', such as crash-recovery
          model: {failures: crash-stop, at-most: 2} | 3:40: here is '2', expected a whole number from 0 to 1
          model: {failures: crash-stop, at-most: 1, for-good: 1} | 3:53: 'for-good' is for crash-recovery, and not for crash-stop
          model: {timing: slow}                 | 3:17: 'slow' is not a timing, expected partially-synchronous or asynchronous
          model: {timing: asynchronous, max-delay: 1s} | 3:42: an asynchronous model has no 'max-delay'; leave it out
          model: {links: bad}                   | 3:16: 'bad' is not a kind of links, expected fair-loss or perfect
          properties: [{name: n}]               | 3:14: a property has to have one of never, at-most-once, sometimes, eventually, history
          properties: [{name: n, never: a, of: [b]}] | 3:39: there is no node 'b', expected one of a
          properties: [{name: n, never: "("}]   | 3:31: '(' is not a regular expression: Unclosed group
          properties: [{name: n, never: a}, {name: n, never: b}] | 3:35: the property 'n' is there twice
          properties: [{name: n, never: a, within: 1s}] | 3:34: there is no 'within' here, expected one of name, never, of
          properties: [{name: n, eventually: a, within: 1s}] | 3:36: 'eventually' needs a time at which faults end; set 'heal-after' of the topology
          """)
  void what_else_is_wrong_is_told_with_its_place(String line, String message) {
    assertThatThrownBy(() -> parse("name: x\n" + PROGRAM + "\n" + line))
        .isInstanceOf(YamlException.class)
        .hasMessage("cluster.yaml:" + message);
  }

  @Test
  void what_has_to_come_needs_a_bound_on_time() {
    assertThatThrownBy(() ->
            parse(
                "name: x\n"
                    + PROGRAM
                    + "\n"
                    + "model: {timing: asynchronous}\n"
                    + "heal-after: 1s\n"
                    + "properties: [{name: n, eventually: a, within: 1s}]"))
        .hasMessage(
            "cluster.yaml:5:36: 'eventually' cannot be promised in the asynchronous model; set"
                + " 'timing' to partially-synchronous");
  }

  @Test
  void names_of_profiles_models_and_levels_are_checked() {
    assertThatThrownBy(() -> parse("name: x\n" + PROGRAM + "\ndisk: {profile: fat}"))
        .hasMessageStartingWith("cluster.yaml:3:17: ");
    assertThatThrownBy(
            () -> parse("name: x\n" + PROGRAM + "\nproperties: [{name: n, history: a, model: b}]"))
        .hasMessageStartingWith("cluster.yaml:3:43: unknown model b; there are ");
  }

  @Test
  void coordinates_that_nobody_downloaded_are_told_with_the_way_to_have_them() {
    assertThatThrownBy(() ->
            parse("name: x\nrepository: m2\nnodes: [{name: a, classpath: ['g:a:1'], main: A}]"))
        .hasMessage(
            "cluster.yaml:3:31: g:a:1 is not in Maven's local repository, expected "
                + folder.resolve("m2/g/a/1/a-1.jar")
                + "; have Maven download it (mvn dependency:get -Dartifact=g:a:1)");
  }

  @Test
  void the_lines_of_a_history_are_judged_by_their_model() {
    NamedCheck register = NamedCheck.of("register", "linearizable");
    Rule.Lines lines = new Rule.Lines(Pattern.compile("^op (.*)"), List.of());
    Printed stale = new Printed(lines);
    Printed fresh = new Printed(lines);
    String event = "op {\"process\": %d, \"type\": \"%s\", \"f\": \"%s\", \"value\": %s}";
    for (Printed each : List.of(stale, fresh)) {
      each.line("a", event.formatted(0, "invoke", "write", "1"));
      each.line("a", "something else");
      each.line("a", event.formatted(0, "ok", "write", "1"));
      each.line("b", event.formatted(1, "invoke", "read", "null"));
    }
    stale.line("b", event.formatted(1, "ok", "read", "null"));
    fresh.line("b", event.formatted(1, "ok", "read", "1"));
    Printed garbled = new Printed(lines);
    garbled.line("a", "op {");

    assertThat(stale.judge(register).isInvalid()).isTrue();
    assertThat(fresh.judge(register).isValid()).isTrue();
    assertThat(garbled.judge(register).word()).isEqualTo("unknown");
  }
}
