package dev.faultline.chaos.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.ProxyConfigException;
import org.junit.jupiter.api.Test;

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
