package dev.faultline.chaos.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.Proxy;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/** What a wrong annotation gets. */
class ProxiedMistakesTest {
  @SuppressWarnings("unused")
  private static void wrong(
      @Proxied("db") Proxy noPort, @Proxied("db:1") String noProxy, @Proxied Proxy noServer) {}

  private static @Nullable Object resolve(int index) throws Exception {
    Method method =
        ProxiedMistakesTest.class.getDeclaredMethod(
            "wrong", Proxy.class, String.class, Proxy.class);
    Parameter parameter = method.getParameters()[index];
    Map<Object, Object> kept = new HashMap<>();
    ExtensionContext.Store store =
        fake(
            ExtensionContext.Store.class,
            (name, arguments) -> name.equals("put") ? kept.put(arguments[0], arguments[1]) : null);
    ExtensionContext context =
        fake(
            ExtensionContext.class, (name, arguments) -> name.equals("getStore") ? store : "an-id");
    ParameterContext of =
        fake(
            ParameterContext.class,
            (name, arguments) ->
                switch (name) {
                  case "getIndex" -> index;
                  case "getParameter" -> parameter;
                  default -> Optional.of(parameter.getAnnotation(Proxied.class));
                });
    try {
      return new ProxiedExtension().resolveParameter(of, context);
    } finally {
      for (Object closeable : kept.values()) {
        ((AutoCloseable) closeable).close();
      }
    }
  }

  private interface Answer {
    @Nullable Object answer(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        java.lang.reflect.Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer.answer(method.getName(), arguments)));
  }

  @Test
  void a_wrong_annotation_is_named_with_what_was_expected() {
    assertThatThrownBy(() -> resolve(0))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "@Proxied(\"db\") on parameter 1: invalid value: upstream is 'db', expected host:port, such as 127.0.0.1:5432");
    assertThatThrownBy(() -> resolve(1))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "@Proxied(\"db:1\") on parameter 2 of type String: expected a Proxy with host:port, or a ProxyServer without");
    assertThatThrownBy(() -> resolve(2)).isInstanceOf(ExtensionConfigurationException.class);
    assertThat(Proxied.class).isAnnotation();
  }
}
