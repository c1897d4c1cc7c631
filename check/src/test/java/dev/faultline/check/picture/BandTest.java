package dev.faultline.check.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.Budget;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.check.read.NemesisEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures show when a nemesis was at work. */
class BandTest {

  private static final String EDN =
      """
      {:process :nemesis, :type :info, :f :start-partition, :value [:majority "n1<n2"]}
      {:process 0, :type :invoke, :f :write, :value 1}
      {:process 0, :type :ok, :f :write, :value 1}
      {:process :nemesis, :type :info, :f :stop-partition}
      {:process 1, :type :invoke, :f :read, :value nil}
      {:process 1, :type :ok, :f :read, :value 7}
      {:process :nemesis, :type :info, :f :kill}
      """;

  private static final String LOG =
      """
      INFO  jepsen.util - :nemesis\t:info\t:start-partition\t[:majority "n1<n2"]
      INFO  jepsen.util - 0\t:invoke\t:write\t1
      INFO  jepsen.util - 0\t:ok\t:write\t1
      INFO  jepsen.util - :nemesis\t:info\t:stop-partition\tnil
      INFO  jepsen.util - 1\t:invoke\t:read\tnil
      INFO  jepsen.util - 1\t:ok\t:read\t7
      INFO  jepsen.util - :nemesis\t:info\t:kill\tnil
      """;

  @ParameterizedTest
  @ValueSource(strings = {EDN, LOG})
  void a_picture_has_a_band_for_each_time_of_a_nemesis_that_it_shows(String log) throws Exception {
    var in = new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8));
    var check = NamedCheck.of("register", "linearizable");
    var checked = check.check("log", in, Budget.deterministic(100_000));
    var nemesis = checked.skipped().nemesis();
    assertThat(nemesis.stream().map(NemesisEvent::position).toList()).containsExactly(0L, 2L, 4L);
    String page = Picture.of("log", checked.result(), nemesis);
    assertThat(page).containsOnlyOnce("<g class='nemesis'>");
    assertThat(page)
        .contains("<title>start-partition [")
        .contains("n1&lt;n2")
        .contains(", line 1\nstop-partition, line 4</title>");
    assertThat(Picture.of("log", checked.result())).doesNotContain("<g class='nemesis'>");
  }

  /** Events at 1, 2, 3 …, and where bands begin and end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          start start stop stop | start 1-4
          start-partition start-clock stop-partition | start-partition 1-3, start-clock 2-
          kill kill start start start | kill 1-5
          kill start stop | kill 1-2, stop 3-3
          pause resume kill | pause 1-2, kill 3-
          start-a start-b heal heal | start-a 1-4, start-b 2-4
          bump bump reset | bump 1-2, reset 3-3
          stop heal | stop 1-1, heal 2-2
          """)
  void what_begins_is_paired_with_what_ends(String events, String expected) {
    var nemesis = new ArrayList<NemesisEvent>();
    for (String f : List.of(events.split(" "))) {
      int at = nemesis.size() + 1;
      nemesis.add(new NemesisEvent(at, at, f, ""));
    }
    String bands =
        Band.of(nemesis).stream()
            .map(band ->
                band.label()
                    + " "
                    + band.from()
                    + "-"
                    + (band.to() == Long.MAX_VALUE ? "" : band.to()))
            .collect(Collectors.joining(", "));
    assertThat(bands).isEqualTo(expected);
  }
}
