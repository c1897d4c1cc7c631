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
}
