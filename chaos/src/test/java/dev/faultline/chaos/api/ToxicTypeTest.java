package dev.faultline.chaos.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyMode;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import dev.faultline.chaos.ToxicKind;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the table of types says is what the toxics do. */
class ToxicTypeTest {
  /** What has to be given for an attribute to matter, or for a type to make sense. */
  private static List<Map.Entry<String, String>> needs(String type, String attribute) {
    List<Map.Entry<String, String>> needs = new ArrayList<>();
    if (type.equals("latency")) {
      switch (attribute) {
        case "alpha", "correlation" -> needs.add(Map.entry("shape", "pareto"));
        case "period" -> needs.add(Map.entry("shape", "square"));
        case "trace" -> needs.add(Map.entry("shape", "trace"));
        default -> {}
      }
    }
    if (type.equals("slicer") && !attribute.equals("average_size")) {
      needs.add(Map.entry("average_size", "1000"));
    }
    return needs;
  }

  private static Toxic make(String type, String attribute, String value) throws ProxyException {
    List<Map.Entry<String, String>> given = needs(type, attribute);
    given.add(Map.entry(attribute, value));
    return ToxicText.toxic(type, given);
  }

  private static Range rangeOf(Attribute attribute) {
    return switch (attribute.kind()) {
      case Attribute.Kind.Whole(Range range) -> range;
      case Attribute.Kind.Decimal(Range range) -> range;
      case Attribute.Kind.Wholes(Range range) -> range;
      default -> Range.of(0, 0);
    };
  }

  @Test
  void the_ends_of_every_range_are_taken_and_what_lies_beyond_is_refused() throws Exception {
    int refused = 0;
    for (ToxicType type : ToxicType.ALL) {
      for (Attribute attribute : type.attributes()) {
        boolean decimal = attribute.kind() instanceof Attribute.Kind.Decimal;
        boolean number =
            decimal
                || attribute.kind() instanceof Attribute.Kind.Whole
                || attribute.kind() instanceof Attribute.Kind.Wholes;
        if (!number) {
          continue;
        }
        Range range = rangeOf(attribute);
        BigDecimal step = decimal ? new BigDecimal("0.001") : BigDecimal.ONE;
        List<BigDecimal> inside = new ArrayList<>();
        List<BigDecimal> outside = new ArrayList<>();
        BigDecimal least = new BigDecimal(range.least());
        (range.leastExcluded() ? outside : inside).add(least);
        inside.add(least.add(step));
        outside.add(least.subtract(step));
        if (!Double.isInfinite(range.most())) {
          BigDecimal most = new BigDecimal(range.most());
          (range.mostExcluded() ? outside : inside).add(most);
          inside.add(most.subtract(step));
          outside.add(most.add(step));
        }
        for (BigDecimal value : inside) {
          // 500: less than the average size that is needed for it.
          if (!attribute.name().equals("average_size") || value.signum() > 0) {
            make(type.name(), attribute.name(), value.toPlainString());
          }
        }
        for (BigDecimal value : outside) {
          assertThatThrownBy(() -> make(type.name(), attribute.name(), value.toPlainString()))
              .as(type.name() + " " + attribute.name() + " " + value)
              .isInstanceOf(ProxyException.class)
              .hasMessageContaining(attribute.name());
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(20);
  }

  @Test
  void every_default_is_in_its_range_and_the_one_that_is_shown() throws Exception {
    for (ToxicType type : ToxicType.ALL) {
      if (type.name().equals("slicer")) {
        continue; // It has no default size.
      }
      Toxic plain = ToxicText.toxic(type.name(), List.of());
      for (Attribute attribute : type.attributes()) {
        if (attribute.kind() instanceof Attribute.Kind.Whole
            || attribute.kind() instanceof Attribute.Kind.Decimal) {
          assertThat(
                  ToxicText.toxic(
                      type.name(),
                      List.of(Map.entry(attribute.name(), attribute.otherwise().getAsString()))))
              .isEqualTo(plain);
        }
      }
    }
  }

  @Test
  void what_has_to_be_given_has_no_default_and_lists_say_how_they_are_written() throws Exception {
    List<String> all = new ArrayList<>();
    for (ToxicKind kind : ToxicKind.all()) {
      for (ToxicKind.Attribute each : kind.attributes()) {
        all.add(
            "%s %s: %s [%s]".formatted(kind.name(), each.name(), each.range(), each.otherwise()));
      }
    }
    assertThat(all)
        .contains(
            "slicer average_size: 1 or more []",
            "slicer delay: 0 or more [0]",
            "latency trace: 0 or more each, with commas: 5,20,5 []",
            "http_headers set: texts: set=TEXT once for each []");
    assertThatThrownBy(() -> make("latency", "trace", "5;6"))
        .hasMessageContaining("expected 0 or more each, with commas: 5,20,5");
  }

  @Test
  void silence_on_datagrams_is_said_to_be_loss() {
    for (Toxic silence : List.of(new Toxic.Timeout(0), new StreamFault.Stall(0))) {
      assertThatThrownBy(
              () -> ProxySpec.checkFits(Protocol.UDP, ToxicSpec.of(silence, Stream.DOWNSTREAM)))
          .hasMessageEndingWith(
              "means nothing on a udp proxy; silence there is loss with probability=1");
    }
  }

  @Test
  void each_protocol_takes_the_types_that_say_so_and_no_others() throws Exception {
    try (ProxyServer server = ProxyServer.start(ProxyServerOptions.DEFAULT)) {
      for (ToxicType type : ToxicType.ALL) {
        Toxic toxic = ToxicText.toxic(type.name(), needs(type.name(), ""));
        for (Protocol protocol : Protocol.values()) {
          ProxySpec spec =
              ProxySpec.to("p", "127.0.0.1:9")
                  .in(new ProxyMode(protocol, false, false, 1))
                  .with(ToxicSpec.of(toxic, Stream.DOWNSTREAM));
          if (type.carriers().contains(protocol)) {
            server.create(spec);
            server.delete("p");
          } else {
            assertThatThrownBy(() -> server.create(spec))
                .as(type.name() + " on " + protocol)
                .isInstanceOf(ProxyException.class)
                .hasMessageContaining("means nothing on a " + protocol.text() + " proxy");
          }
        }
      }
    }
  }
}
