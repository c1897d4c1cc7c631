package dev.faultline.chaos.junit;

import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyMode;
import dev.faultline.chaos.ProxyServer;
import dev.faultline.chaos.ProxyServerOptions;
import dev.faultline.chaos.ProxySpec;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** Fills what is marked with {@link Proxied}. */
final class ProxiedExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ProxiedExtension.class);

  /** The proxies of a test or a class; the store closes it when that is over. */
  private record Servers(ProxyServer server) implements AutoCloseable {
    @Override
    public void close() {
      server.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    for (Field field : fieldsOf(context.getRequiredTestClass(), true)) {
      fill(field, null, context);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      restart(instance.getClass());
      for (Field field : fieldsOf(instance.getClass(), false)) {
        fill(field, instance, context);
      }
    }
  }

  /** One test's toxics are not to bite the next. */
  private static void restart(Class<?> type) throws Exception {
    for (Field field : fieldsOf(type, true)) {
      field.setAccessible(true);
      if (field.get(null) instanceof Proxy proxy) {
        proxy.clear();
      } else if (field.get(null) instanceof ProxyServer server) {
        server.reset();
      }
    }
  }

  private static List<Field> fieldsOf(Class<?> type, boolean ofClass) {
    return AnnotationSupport.findAnnotatedFields(
        type,
        Proxied.class,
        field -> Modifier.isStatic(field.getModifiers()) == ofClass,
        HierarchyTraversalMode.TOP_DOWN);
  }

  private static void fill(Field field, @Nullable Object instance, ExtensionContext context)
      throws IllegalAccessException {
    Proxied wanted = field.getAnnotation(Proxied.class);
    String name = "field " + field.getName();
    field.setAccessible(true);
    field.set(instance, make(field.getType(), wanted, field.getName(), name, context));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.isAnnotated(Proxied.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Proxied wanted = parameter.findAnnotation(Proxied.class).orElseThrow();
    String name = "parameter" + (parameter.getIndex() + 1);
    Class<?> type = parameter.getParameter().getType();
    return make(type, wanted, name, "parameter " + (parameter.getIndex() + 1), context);
  }

  private static Object make(
      Class<?> type, Proxied wanted, String name, String place, ExtensionContext context) {
    ProxyServer server = serverOf(context, wanted.seed());
    if (type == ProxyServer.class && wanted.value().isEmpty()) {
      return server;
    }
    if (type != Proxy.class || wanted.value().isEmpty()) {
      throw new ExtensionConfigurationException(
          "@Proxied(\"%s\") on %s of type %s: expected a Proxy with host:port, or a ProxyServer without"
              .formatted(wanted.value(), place, type.getSimpleName()));
    }
    ProxyMode mode = new ProxyMode(wanted.protocol(), false, false, ProxyMode.DEFAULT_IDLE_MILLIS);
    try {
      return server.create(
          new ProxySpec(name, wanted.listen(), wanted.value(), true, List.of()).in(mode));
    } catch (ProxyException e) {
      throw new ExtensionConfigurationException(
          "@Proxied(\"%s\") on %s: %s".formatted(wanted.value(), place, e.getMessage()), e);
    }
  }

  private static ProxyServer serverOf(ExtensionContext context, long seed) {
    // Not computed through the store, which would find the class's server when the test has none.
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    String key = context.getUniqueId();
    Servers servers = store.get(key, Servers.class);
    if (servers == null) {
      servers = new Servers(ProxyServer.start(ProxyServerOptions.DEFAULT.withSeed(seed)));
      store.put(key, servers);
    }
    return servers.server();
  }
}
