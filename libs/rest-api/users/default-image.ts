/** What is shown of somebody who has no image: a head and shoulders, PNG, 64 by 64. */
export const DEFAULT_IMAGE: Buffer = Buffer.from(
  [
    'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAMAAACdt4HsAAAACVBMVEUAAADU1Nj6+vqeMRslAAAAAXRSTlMAQObYZgAAANxJREFU',
    'eNrd10sOhDAMA9DY9z80uxEa8nExlRBe46csUNtElMEpsRokMes6gTZufxQgxO03AuS4/VwAPAHwBMAUXADwhPwL/jIKQ78Q+j7/',
    '0gm4C2BhgHYEqZ8KKwM0I4j9cgQ4AD4BwAOwCZD/g30A1H4JQOxvBIQTaQKg9HHrPH4ZEG7/zYD0H8j3SnezuKdyIpCiUNxMpCrk',
    'ACkL6fVMykL6QCBlIR4EQu6fhPSZRspCPAzEKpA/lklVKJ7rMlAtDCpQ7iwa0C1Nbl8g5sXR7XfGwvZs1q9I/dUBwL0Qt+tQwe8A',
    'AAAASUVORK5CYII=',
  ].join(''),
  'base64',
);
