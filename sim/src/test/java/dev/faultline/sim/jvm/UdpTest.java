package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Subjects;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 23: datagrams of programs are those of the world. */
final class UdpTest {
  private static JvmRig rig(String server) {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(60));
    rig.program("server", server, "7000");
    rig.program("client", "UdpClient", "server", "7000");
    return rig;
  }

  @ParameterizedTest
  @ValueSource(strings = {"UdpServer", "UdpSelectServer"})
  void datagrams_come_back_whole(String server) {
    JvmRig rig = rig(server);

    rig.runWell();

    assertThat(rig.lines("client"))
        .containsSubsequence(
            "echoed a line that is rather long", "echoed two", "echoed a third line", "echoed end");
    assertThat(rig.lines("server"))
        .contains("from /10.0.0.2:32768: a line that is rather long", "from /10.0.0.2:32768: end");
  }

  @Test
  void a_partition_loses_them() {
    JvmRig rig = rig("UdpServer");
    rig.world.model(SystemModel.asynchronous().fairLossLinks());
    rig.world.fault(
        Duration.ZERO,
        new Fault.Partition(
            PartitionShape.HALVES,
            List.of(List.of("server"), List.of("client")),
            Duration.ofMillis(600)));

    rig.runWell();

    assertThat(rig.lines("client"))
        .contains("lost a line that is rather long", "echoed a line that is rather long");
  }

  @Test
  void a_port_that_nobody_has_is_unreachable_for_who_is_connected() {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(60));
    rig.program("server", "Notebook");
    rig.program("client", "UdpClient", "server", "7000");

    rig.world.run();

    assertThat(rig.lines("client")).contains("nobody there");
  }

  @Test
  void who_has_joined_a_group_hears_all_who_speak_to_it() {
    JvmRig rig = new JvmRig(1, Duration.ofSeconds(60));
    for (String name : List.of("a", "b", "deaf")) {
      rig.program(name, "Gossip", name);
    }

    rig.runWell();

    assertThat(rig.lines("a")).containsExactly("heard [a, b, deaf]");
    assertThat(rig.lines("b")).containsExactly("heard [a, b, deaf]");
    assertThat(rig.lines("deaf")).containsExactly("heard []");
  }

  /** Each answer of the server is lost once, and comes twice after that. */
  @Test
  void they_are_doubled_and_lost_as_the_network_does() {
    JvmRig rig =
        new JvmRig(
            new QuietAdversary(1) {
              @Override
              public FaultRates rates() {
                return new FaultRates(0.5, 0.5, 0, Duration.ZERO);
              }

              @Override
              public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
                return subject == Subjects.link("server", "client")
                    && (kind == Decision.LOSS ? ordinal == 0 : kind == Decision.DUPLICATION);
              }
            },
            Duration.ofSeconds(60));
    rig.program("server", "UdpServer", "7000");
    rig.program("client", "UdpClient", "server", "7000");
    rig.world.model(SystemModel.asynchronous().fairLossLinks());
    rig.world.network().loss(0.5);

    rig.runWell();

    assertThat(rig.lines("client"))
        .contains("lost a line that is rather long")
        .contains("again a line that is rather long");
  }
}
