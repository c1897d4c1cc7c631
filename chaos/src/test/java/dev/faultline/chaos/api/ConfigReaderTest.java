package dev.faultline.chaos.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.ProxyConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  @Test
  void two_proxies_of_one_name_are_refused_with_the_place_of_the_second() {
    String text =
        "[{\"name\": \"db\", \"upstream\": \"a:1\"},\n"
            + " {\"name\": \"db\", \"upstream\": \"b:2\"}]";
    assertThatThrownBy(() -> ConfigReader.read("proxies.json", text.getBytes(UTF_8)))
        .isInstanceOf(ProxyConfigException.class)
        .hasMessageContaining("proxies.json, line 2, column")
        .hasMessageContaining("proxy 2 has the name 'db' of proxy 1");
  }

  @Test
  void a_number_beyond_all_bounds_is_a_mistake_with_a_place() {
    for (String number : new String[] {"1e99999999999", "-1e-99999999999"}) {
      String text =
          "[{\"name\": \"db\", \"upstream\": \"a:1\",\n \"toxics\": [{\"type\": \"latency\", \"toxicity\": %s}]}]"
              .formatted(number);
      assertThatThrownBy(() -> ConfigReader.read("proxies.json", text.getBytes(UTF_8)))
          .isInstanceOf(ProxyConfigException.class)
          .hasMessageContaining("proxies.json, line 2, column")
          .hasMessageContaining(number + " is too large or too small");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\": \"latency\", \"attributes\": {\"latency\": -1}} | attribute latency is -1",
        "{\"type\": \"nothing\"} | type is 'nothing'",
        "{\"type\": \"loss\"} | means nothing on a tcp proxy",
        "{\"type\": \"noop\", \"toxicity\": 2} | toxicity",
      })
  void a_mistake_in_a_toxic_is_placed_there(String toxic, String reason) {
    String text =
        "[{\"name\": \"db\", \"upstream\": \"a:1\",\n \"toxics\": [{\"type\": \"noop\"},\n  %s]}]"
            .formatted(toxic);
    assertThatThrownBy(() -> ConfigReader.read("proxies.json", text.getBytes(UTF_8)))
        .isInstanceOf(ProxyConfigException.class)
        .hasMessageContaining("proxies.json, line 3, column 4: toxic 2 of proxy \"db\": ")
        .hasMessageContaining(reason);
  }

  @Test
  void a_mistake_of_a_proxy_is_not_its_toxics() {
    String text =
        "[{\"name\": \"db\", \"upstream\": \"a\",\n"
            + " \"toxics\": [{\"type\": \"noop\"},{\"type\": \"noop\"}]}]";
    assertThatThrownBy(() -> ConfigReader.read("proxies.json", text.getBytes(UTF_8)))
        .hasMessageContaining("proxies.json, line 1, column 3: ")
        .hasMessageContaining("upstream");
  }

  @Test
  void bytes_that_are_no_text_are_a_mistake_with_a_place() {
    byte[] text = "[{\"name\": \"d\",\n \"upstream\": \"?:1\"}]".getBytes(UTF_8);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '?') {
        text[i] = (byte) 0xff;
      }
    }
    assertThatThrownBy(() -> ConfigReader.read("proxies.json", text))
        .isInstanceOf(ProxyConfigException.class)
        .hasMessageContaining("proxies.json, line 2, column 15: this is not UTF-8");
  }
}
