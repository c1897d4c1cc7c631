package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.core.SystemModel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 23: sockets and channels of programs are over the world's network. */
final class SocketsTest {
  private static final String SERVER = "dev.faultline.programs.EchoServer";
  private static final String CLIENT = "dev.faultline.programs.EchoClient";

  private static JvmRig rig(String server) {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(60));
    rig.program("server", server, "7000");
    rig.program("client", "EchoClient", "server", "7000", "5");
    return rig;
  }

  @ParameterizedTest
  @ValueSource(strings = {"EchoServer", "SelectServer"})
  void an_echo_comes_back(String server) {
    JvmRig rig = rig(server);

    rig.runWell();

    assertThat(rig.lines("client"))
        .contains("I am client/10.0.0.2, to server/10.0.0.1")
        .contains("got line 4 of some length, so that reads may be partial")
        .anyMatch(line -> line.startsWith("read 300000, local port 327"));
    assertThat(rig.lines("server")).anyMatch(line -> line.startsWith("end"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EchoServer", "SelectServer"})
  void a_server_that_crashes_resets_and_comes_back(String server) {
    JvmRig rig = rig(server);
    rig.world.model(SystemModel.asynchronous().crashRecovery(1));
    rig.world.fault(Duration.ofMillis(250), new Fault.Crash("server", Duration.ofSeconds(1)));

    rig.runWell();

    assertThat(rig.lines("client"))
        .anyMatch(line -> line.startsWith("failed: "))
        .anyMatch(line -> line.startsWith("cannot connect: "))
        .contains("got line 4 of some length, so that reads may be partial");
  }

  @Test
  void a_partition_is_a_time_out_and_then_a_delay() {
    JvmRig rig = rig("EchoServer");
    rig.world.model(SystemModel.asynchronous().fairLossLinks());
    rig.world.fault(
        Duration.ofMillis(250),
        new Fault.Partition(
            PartitionShape.HALVES,
            List.of(List.of("server"), List.of("client")),
            Duration.ofMillis(2_500)));

    rig.runWell();

    assertThat(rig.lines("client"))
        .contains("failed: SocketTimeoutException Read timed out")
        .anyMatch(line -> line.startsWith("read 300000"));
  }

  @Test
  void a_program_has_the_address_that_it_is_given_and_the_next_one_another() {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(60));
    rig.node("server").address("10.0.0.2").main(SERVER, "7000");
    rig.node("other").main(SERVER, "7000");
    rig.node("client").main(CLIENT, "server", "7000", "5");

    rig.runWell();

    assertThat(rig.lines("client")).contains("I am client/10.0.0.3, to server/10.0.0.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "10.0.0", "10.0.0.256", "127.0.0.1", "224.0.0.1", "::1", ""})
  void an_address_that_no_machine_can_have_or_another_has_is_refused(String address) {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(1));
    rig.node("server").main(SERVER, "7000");

    assertThatThrownBy(() -> rig.node("client").address(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node 'client'")
        .hasMessageContaining(address);
  }

  @Test
  void a_program_of_the_experiment_is_struck_by_no_fault() {
    JvmRig rig = rig("EchoServer");
    rig.world.model(SystemModel.asynchronous().crashRecovery(1));
    rig.world.jvmClient("tester").classpath(JvmRig.PROGRAMS).main(SERVER, "7000");

    assertThatThrownBy(() ->
            rig.world
                .fault(Duration.ofMillis(250), new Fault.Crash("tester", Duration.ofSeconds(1)))
                .run())
        .hasMessageContaining("tester");
  }

  @Test
  void a_line_goes_there_and_back_over_tls() {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(60));
    rig.secureEcho();

    rig.runWell();

    assertThat(rig.lines("client")).containsExactly("echo hello", "TLSv1.3");
  }

  @Test
  void network_interfaces_are_the_loopback_and_one_with_the_nodes_address() {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(1));
    rig.program("a", "Interfaces");
    rig.program("b", "Interfaces");

    rig.runWell();

    assertThat(rig.lines("b"))
        .containsExactly(
            "lo [/127.0.0.1] up loopback multicast 65536 null [/127.0.0.1/8 [null]]",
            "eth0 [b/10.0.0.2] up multicast 1500 [2, 0, 10, 0, 0, 2]"
                + " [b/10.0.0.2/8 [/255.255.255.255]]",
            "2",
            "null",
            "eth0",
            "eth0",
            "null");
  }
}
