/** What Tecan's programs write in the languages of their PCs (English, German, French). */

export const cycleWords =
  /^(?:Cycle Nr\.?|Cycle No\.?|Zyklus Nr\.?|N° ?cycle|Cycle n°|Cycles? ?\/ ?Well|Zyklen ?\/ ?Kavität|Zyklen ?\/ ?Well)$/i;
export const timeRowWords = /^(?:Time|Zeit|Temps|Durée)\s*\[(\w+)\]$/i;
export const meanWords = /^(?:Mean|Mittelwert|Moyenne)$/i;
export const deviationWords = /^(?:StDev|Std\.? ?Dev|StAbw|Standardabweichung|Écart[- ]type)/i;
/** A point of a well, column and row in it: `1;2`. */
export const pointWords = /^\d{1,2}\s*[;,]\s*\d{1,2}$/;
export const temperatureWords = /^Temp[^[]*\[/i;
export const endWords = /^(?:End ?Time|Endzeit|Heure de fin)/i;
export const labelWords = /^(?:Label|Messung|Marqueur):\s*(.+)$/i;
/** First line of an export: `Application: Tecan i-control`, `Programm: Tecan i-control`. */
export const programWords =
  /^(?:Application|Programm|Programme|Applicazione|Aplicación)\s*:\s*(Tecan i-control|SparkControl|Tecan Spark)/i;
