@NullMarked
package dev.faultline.disk.fault;

import org.jspecify.annotations.NullMarked;
