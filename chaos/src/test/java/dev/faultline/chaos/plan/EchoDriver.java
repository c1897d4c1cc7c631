package dev.faultline.chaos.plan;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A driver whose queries name their answer. */
public final class EchoDriver implements Driver {
  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith("jdbc:echo:");
  }

  @Override
  public Connection connect(String url, Properties info) {
    return as(
        Connection.class,
        (proxy, method, arguments) ->
            method.getName().equals("createStatement") ? statement() : null);
  }

  private static Statement statement() {
    return as(
        Statement.class,
        (proxy, method, arguments) ->
            method.getName().equals("executeQuery") ? rows((String) arguments[0]) : null);
  }

  private static ResultSet rows(String query) throws SQLException {
    if (query.equals("down")) {
      throw new SQLException("nobody there", "08001");
    }
    if (query.equals("mistake")) {
      throw new SQLException("a mistake", "42601");
    }
    String answer = query.replace("select ", "");
    return as(
        ResultSet.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "next" -> !answer.equals("nothing");
              case "getString" -> answer.equals("null") ? null : answer;
              default -> null;
            });
  }

  private static <T> T as(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(EchoDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("no log");
  }
}
